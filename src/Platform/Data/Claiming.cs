using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Crm.Platform.Data;

/// <summary>
/// A claim, and the row it entitles to, in one statement: whoever comes second claims nothing and leaves nothing. It is for
/// what crowds do at once; a save through the change tracker asks the database three times for the same and is easier to read.
/// </summary>
public static class Claiming
{
    /// <summary>
    /// Inserts the row, with the events it raised, if the claim changes a row. Nothing is tracked; rows with an audit trail
    /// and requests with an Idempotency-Key are refused. Inside the context's transaction if there is one.
    /// </summary>
    /// <param name="claim">Changes one row and returns it, or none: "update ... returning id". A value that may be null says its type.</param>
    /// <param name="along">Goes with it, for example deletes what the claim makes worthless; finds the claimed row under the name "claimed".</param>
    /// <returns>Whether there was something to claim.</returns>
    /// <exception cref="DbUpdateException">The database refused the row, as from a save.</exception>
    public static async Task<bool> InsertIfClaimed<T>(this ModuleDb db, FormattableString claim, FormattableString along, T row, CancellationToken ct) where T : Entity
    {
        if (row is IAudited || db.Scope.KeyOfRequest is not null) throw new InvalidOperationException($"{typeof(T).Name} is to be saved: this writes no audit trail and no Idempotency-Key.");
        await db.GiveIds([row], ct);
        List<object> rows = [row, .. row.Raised.Select(r => db.Outgoing(r.Happened(), r.Due))];
        await db.Database.OpenConnectionAsync(ct);
        try
        {
            await using var command = db.Command("");
            var text = new StringBuilder().Append("with claimed as (").Append(Bind(command, claim)).Append("), along as (").Append(Bind(command, along)).Append(')');
            for (var i = 0; i < rows.Count; i++)
            {
                var columns = Columns.Of(db, rows[i].GetType());
                var written = columns.Of(rows[i]);
                text.Append(CultureInfo.InvariantCulture, $", row{i} as (insert into {columns.Table} ({string.Join(", ", written.Select(c => c.Name))}) select ");
                foreach (var column in written)
                {
                    command.Parameters.Add(column.Mapping.CreateParameter(command, "", column.Property.GetGetter().GetClrValue(rows[i]), column.Property.IsNullable));
                    text.Append(CultureInfo.InvariantCulture, $"{(column == written[0] ? "" : ", ")}${command.Parameters.Count}");
                }
                text.Append(" from claimed)");
            }
            command.CommandText = text.Append(" select exists (select from claimed)").ToString();
            if (await command.ExecuteScalarAsync(ct) is not true) return false;
        }
        catch (PostgresException e) { throw new DbUpdateException(e.MessageText, e); }
        finally { await db.Database.CloseConnectionAsync(); }
        row.ForgetRaised();
        db.Scope.Signal.Wake();
        return true;
    }

    static string Bind(NpgsqlCommand command, FormattableString sql) => string.Format(CultureInfo.InvariantCulture, sql.Format, [.. sql.GetArguments().Select(value =>
    {
        command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        return $"${command.Parameters.Count.ToString(CultureInfo.InvariantCulture)}";
    })]);
}
