using System.Runtime.CompilerServices;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Customers.Features.Exports;
using Crm.Platform.Files;
using Crm.Platform.Localization;
using Crm.Platform.Users;
using MediatR;

namespace Crm.Customers.Features.Imports;

/// <summary>The rows that were left out, as they came, with line and reason: to be corrected and imported again.</summary>
[Needs("customers.import")]
internal static class FailedRows
{
    public sealed record Query(long Id, ExportFormat Format = ExportFormat.Csv) : IRequest<SheetFile>;

    public sealed class Handler(CustomersDb db, CurrentUser user, Texts texts) : IRequestHandler<Query, SheetFile>
    {
        public async Task<SheetFile> Handle(Query query, CancellationToken ct)
        {
            var import = await db.Mine(user, query.Id, ct);
            var name = Path.GetFileNameWithoutExtension(import.FileName) + "-" + texts["customers.import.failed.name"];
            return await SheetFile.Write(query.Format, name, name, [.. import.Headers, texts["customers.import.line"], texts["customers.import.reason"]], Lines(import, ct), ct);
        }

        async IAsyncEnumerable<IReadOnlyList<string?>> Lines(Import import, [EnumeratorCancellation] CancellationToken ct)
        {
            for (var rows = await db.Next(import.Id, 0, ct, RowState.Wrong, RowState.Duplicate); rows.Count > 0; rows = await db.Next(import.Id, rows[^1].Line, ct, RowState.Wrong, RowState.Duplicate))
                foreach (var row in rows) yield return [.. row.Cells, $"{row.Line}", row.Reason is null ? "" : texts[row.Reason, row.ReasonArg ?? ""]];
        }
    }
}
