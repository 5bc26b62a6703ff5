using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace Crm.Customers.Features.Imports;

/// <summary>What the dry run and the import share: rows in batches, and what becomes of them.</summary>
internal static class ImportWork
{
    public const int Batch = 2000;

    /// <summary>One's own imports: they hold personal data that nobody else has asked for.</summary>
    public static async Task<Import> Mine(this CustomersDb db, CurrentUser user, long id, CancellationToken ct) =>
        await db.Imports.FirstOrDefaultAsync(i => i.Id == id && (i.ById == user.Id || user.IsSystem), ct) ?? throw new MissingException("Import", id);

    /// <summary>The next rows after a line, in the file's order.</summary>
    public static Task<List<ImportRow>> Next(this CustomersDb db, long importId, int afterLine, CancellationToken ct, params RowState[] states) =>
        db.ImportRows.AsNoTracking().Where(r => r.ImportId == importId && r.Line > afterLine && (states.Length == 0 || states.Contains(r.State))).OrderBy(r => r.Line).Take(Batch).ToListAsync(ct);

    /// <summary>Writes what became of the rows, in one statement.</summary>
    public static async Task Mark(this CustomersDb db, IReadOnlyList<ImportRow> rows, CancellationToken ct)
    {
        if (rows.Count == 0) return;
        NpgsqlParameter Array<T>(string name, NpgsqlDbType type, IEnumerable<T> values) => new(name, NpgsqlDbType.Array | type) { Value = values.ToArray() };
        await db.Database.ExecuteSqlRawAsync("""
            update customers.import_rows r set state = u.state, reason = u.reason, reason_arg = u.arg, result_id = u.result, key = u.key
            from unnest(@lines, @states, @reasons, @args, @results, @keys) as u(line, state, reason, arg, result, key)
            where r.import_id = @import and r.line = u.line
            """,
            [
                new NpgsqlParameter("import", rows[0].ImportId), Array("lines", NpgsqlDbType.Integer, rows.Select(r => r.Line)), Array("states", NpgsqlDbType.Text, rows.Select(r => Platform.Data.SnakeCase.Of(r.State.ToString()))),
                Array("reasons", NpgsqlDbType.Text, rows.Select(r => r.Reason)), Array("args", NpgsqlDbType.Text, rows.Select(r => r.ReasonArg)), Array("results", NpgsqlDbType.Bigint, rows.Select(r => r.ResultId)),
                Array("keys", NpgsqlDbType.Text, rows.Select(r => r.Key)),
            ], ct);
    }

    public static void Is(this ImportRow row, RowState state, string? reason = null, string? arg = null, long? result = null) =>
        (row.State, row.Reason, row.ReasonArg, row.ResultId) = (state, reason is null ? null : "customers.import.wrong." + reason, arg, result);
}
