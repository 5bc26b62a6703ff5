using System.Text;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Customers.Features.Exports;
using Crm.Platform.Localization;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;

namespace Crm.Customers.Features.Imports;

/// <summary>The rows that were left out, as they came, with line and reason: to be corrected and imported again.</summary>
[Needs("customers.import")]
internal static class FailedRows
{
    public sealed record Query(long Id) : IRequest<File>;

    public sealed record File(string Name, byte[] Csv);

    public sealed class Handler(CustomersDb db, CurrentUser user, Texts texts) : IRequestHandler<Query, File>
    {
        public async Task<File> Handle(Query query, CancellationToken ct)
        {
            var import = await db.Mine(user, query.Id, ct);
            var csv = new StringBuilder("\uFEFF").Append(Cells.Line([.. import.Headers, texts["customers.import.line"], texts["customers.import.reason"]]));
            for (var rows = await db.Next(import.Id, 0, ct, RowState.Wrong, RowState.Duplicate); rows.Count > 0; rows = await db.Next(import.Id, rows[^1].Line, ct, RowState.Wrong, RowState.Duplicate))
                foreach (var row in rows) csv.Append(Cells.Line([.. row.Cells, $"{row.Line}", row.Reason is null ? "" : texts[row.Reason, row.ReasonArg ?? ""]]));
            return new File(Path.GetFileNameWithoutExtension(import.FileName) + "-" + texts["customers.import.failed.name"] + ".csv", Encoding.UTF8.GetBytes(csv.ToString()));
        }
    }
}
