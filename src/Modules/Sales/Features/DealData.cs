using Crm.Platform.Localization;
using Crm.Platform.Privacy;
using Crm.Sales.Data;
using Microsoft.EntityFrameworkCore;

namespace Crm.Sales.Features;

/// <summary>What this module holds of a customer.</summary>
internal sealed class DealData(SalesDb db, Texts texts) : ISubjectData
{
    public int Order => 50;

    public async Task<IReadOnlyList<SubjectSection>> Of(long subjectId, CancellationToken ct)
    {
        var deals = await db.Opportunities.AsNoTracking().Where(o => o.CustomerId == subjectId).OrderBy(o => o.Id).ToListAsync(ct);
        return [new("sales.list", Fate.Anonymised, [.. deals.Select(o => new Dictionary<string, object?>
        {
            ["sales.dealTitle"] = o.Title, ["sales.amount"] = o.Amount, ["sales.currency"] = o.Currency, ["sales.stage"] = texts[o.Stage], ["sales.opened"] = o.CreatedAt, ["sales.note"] = o.ClosingNote,
        })])];
    }
}
