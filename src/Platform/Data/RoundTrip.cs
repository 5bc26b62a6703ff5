using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Crm.Platform.Data;

/// <summary>Several questions past EF that go to the database together and come back together, on a context's own connection and inside its transaction if it has one.</summary>
internal sealed class RoundTrip(ModuleDb db)
{
    readonly List<(NpgsqlBatchCommand Question, Action<NpgsqlDataReader> Row)> asked = [];

    /// <param name="row">Takes one row of the answer.</param>
    public void Ask(NpgsqlBatchCommand question, Action<NpgsqlDataReader> row) => asked.Add((question, row));

    public async Task Go(CancellationToken ct)
    {
        if (asked.Count == 0) return;
        await db.Database.OpenConnectionAsync(ct);
        try
        {
            await using var batch = db.Batch(asked.Select(a => a.Question));
            await using var reader = await batch.ExecuteReaderAsync(ct);
            foreach (var (_, row) in asked)
            {
                while (await reader.ReadAsync(ct)) row(reader);
                await reader.NextResultAsync(ct);
            }
        }
        finally { await db.Database.CloseConnectionAsync(); }
    }
}
