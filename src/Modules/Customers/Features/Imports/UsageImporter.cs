using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Customers.Features.Usages;
using Crm.Platform.Localization;
using Crm.Platform.Search;
using Crm.Platform.Time;
using Crm.Platform.Users;

namespace Crm.Customers.Features.Imports;

/// <summary>Turns rows into use of products and services. Whoever nobody knows does not become a customer by using something.</summary>
internal sealed class UsageImporter(CustomersDb db, UsageIntake intake, InstallationZone zone, CurrentUser user, Texts texts, TimeProvider clock) : SourcedImporter<UsageFacts>(db, user, texts)
{
    protected override (string Id, string Source) Columns => ("usageId", "usageSource");

    protected override IQueryable<Kept> Of(string source) => Db.Usages.Where(u => u.Source == source).Select(u => new Kept { Id = u.Id, ExternalId = u.ExternalId });

    public override async Task Write(IReadOnlyList<ImportRow> rows, Import import, CancellationToken ct)
    {
        var work = rows.Where(r => r.State == RowState.ToCreate).ToList();
        var kept = await intake.Keep([.. work.Select(r => (r.ResultId!.Value, Parsed[r.Line].Facts))], ct);
        for (var i = 0; i < work.Count; i++)
        {
            // A program may have told of it since the plan was made.
            if (kept[i].Fresh) work[i].Is(RowState.Created, result: kept[i].Id);
            else work[i].Is(RowState.Duplicate, "recorded");
        }
    }

    protected override (List<string> Keys, UsageFacts Facts) Parse(ImportRow row, ImportValues values, string source, ImportSettings settings)
    {
        var at = values.Instant("date", zone) ?? throw new WrongCellException("dateMissing");
        if (at > clock.GetUtcNow().AddDays(1) || at.Year < 1970) throw new WrongCellException("dateRange", values["date"]);
        var product = values["product"] ?? throw new WrongCellException("productMissing");
        foreach (var (text, most) in new[] { (product, 200), (values["unit"], 30), (values["usageId"], 100), (values["usageSource"], 60) })
            if (text?.Length > most) throw new WrongCellException("long", text);
        var keys = KnownCustomers.KeysOf(values);
        if (keys.Count == 0 && values["name"] is { } name && SearchText.Fold(name) is { Length: > 0 } folded) keys.Add("f:" + folded);
        if (keys.Count == 0) throw new WrongCellException("whoseUse");
        return (keys, new UsageFacts(product, at, values.Number("quantity", 3) ?? 1, values["unit"], source, row.Key));
    }
}
