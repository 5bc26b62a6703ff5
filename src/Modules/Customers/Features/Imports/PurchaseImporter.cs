using Crm.Contracts.Customers;
using Crm.Contracts.Staff;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Customers.Features.Facts;
using Crm.Platform.Data;
using Crm.Platform.Localization;
using Crm.Platform.Time;
using Crm.Platform.Users;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Imports;

/// <summary>Turns rows into orders. Whoever nobody knows becomes a customer, if that was chosen.</summary>
internal sealed class PurchaseImporter(CustomersDb db, FactKeeper keeper, IStaffDirectory staff, InstallationZone zone, CurrentUser user, Texts texts, TimeProvider clock) : SourcedImporter<Order>(db, user, texts)
{
    protected override (string Id, string Source) Columns => ("orderId", "orderSource");

    protected override IQueryable<Kept> Of(string source) => Db.Purchases.Where(p => p.Source == source).Select(p => new Kept { Id = p.Id, ExternalId = p.ExternalId });

    protected override bool Creates(ImportValues values, ImportSettings settings) => settings.CreateCustomers && values["number"] is null;

    public override async Task Write(IReadOnlyList<ImportRow> rows, Import import, CancellationToken ct)
    {
        var settings = import.Settings;
        var now = clock.GetUtcNow();
        var work = rows.Where(r => r.State == RowState.ToCreate).ToList();
        await Register(work, import, now, ct);
        var all = work.Select(r => r.ResultId!.Value).Distinct().ToList();
        var bought = (await Db.Purchases.Where(p => all.Contains(p.CustomerId)).Select(p => p.CustomerId).Distinct().ToListAsync(ct)).ToHashSet();
        var orders = new List<Purchase>();
        var firsts = new HashSet<Purchase>();
        foreach (var row in work)
        {
            var (customerId, order) = (row.ResultId!.Value, Parsed[row.Line].Facts);
            var purchase = Purchase.Record(customerId, order, first: false, tell: false, User.Id, now);
            if (bought.Add(customerId)) firsts.Add(purchase);
            orders.Add(purchase);
        }
        await Db.GiveIds(orders, ct);
        for (var i = 0; i < orders.Count; i++)
        {
            foreach (var item in orders[i].Items) item.Belongs(orders[i].Id);
            work[i].Is(RowState.Created, result: orders[i].Id);
        }
        await Db.SaveChangesAsync(ct);
        await Db.CopyIn(orders, ct);
        await Db.CopyIn(orders.SelectMany(o => o.Items), ct);
        await keeper.Date([.. all], ct);
        if (settings.Announce) await Db.PublishMany(orders.Select(o => new PurchaseRecorded(o.Id, o.CustomerId, o.PurchasedAt, o.Goods, o.Currency, firsts.Contains(o))), ct);
    }

    /// <summary>Customers that the file names and nobody knows yet, once each.</summary>
    async Task Register(List<ImportRow> rows, Import import, DateTimeOffset now, CancellationToken ct)
    {
        var (owner, team) = (await Owning.Read(staff, import.Settings.OwnerId, ct)).Of(null);
        var admission = User.Can("customers.admit") ? import.Settings.Admission : Admission.Pending;
        var groups = new List<List<ImportRow>>();
        var byKey = new Dictionary<string, List<ImportRow>>();
        foreach (var row in rows.Where(r => r.ResultId is null))
        {
            var keys = Parsed[row.Line].Keys;
            var group = keys.Select(k => byKey.GetValueOrDefault(k)).FirstOrDefault(g => g is not null);
            if (group is null) groups.Add(group = []);
            group.Add(row);
            foreach (var key in keys) byKey.TryAdd(key, group);
        }
        var numbers = await Db.TakeNumbers(groups.Count, ct);
        var created = groups.Select((group, i) =>
        {
            var values = Parsed[group[0].Line].Values;
            var name = values.Name ?? Texts["customers.import.unnamed", values["externalId"] ?? values["phone"] ?? values["email"] ?? ""];
            var profile = new Profile(CustomerKind.Individual, name, null, null, null, CustomerLevel.Normal, owner, team, SourceChannel.Import, name.Any(c => c > 0x2E80) ? "zh-CN" : "en", "Asia/Shanghai", null, null, [], values.Points());
            return Customer.Register(numbers[i], profile, admission, values["externalId"], User.Id, now);
        }).ToList();
        await Db.RegisterMany(created, i => new { import = import.Id, line = groups[i][0].Line }, now, ct);
        for (var i = 0; i < groups.Count; i++) foreach (var row in groups[i]) row.ResultId = created[i].Id;
    }

    protected override (List<string> Keys, Order Facts) Parse(ImportRow row, ImportValues values, string source, ImportSettings settings)
    {
        var at = values.Instant("date", zone) ?? throw new WrongCellException("dateMissing");
        if (at > clock.GetUtcNow().AddDays(1) || at.Year < 1970) throw new WrongCellException("dateRange", values["date"]);
        var amount = values.Money("amount") ?? throw new WrongCellException("amountMissing");
        var discount = values.Money("discount") ?? 0;
        if (discount > amount) throw new WrongCellException("discount", values["discount"]);
        var currency = values["currency"]?.ToUpperInvariant() ?? settings.Currency;
        if (!Purchases.RecordPurchase.Validator.IsCurrency(currency)) throw new WrongCellException("currency", currency);
        var quantity = values.Money("quantity") ?? 1;
        var (product, category) = (values["product"], values["category"]);
        foreach (var (text, most) in new[] { (product, 200), (category, 100), (values["orderId"], 100), (values["orderSource"], 60), (values["externalId"], 100), (values.Name, 200) })
            if (text?.Length > most) throw new WrongCellException("long", text);
        var keys = KnownCustomers.KeysOf(values);
        if (keys.Count == 0) throw new WrongCellException("nobody");
        var items = product is null && category is null && values["quantity"] is null ? [] : new List<OrderLine> { new(product ?? category ?? Texts["customers.import.goods"], quantity, amount, category) };
        return (keys, new Order(source, row.Key, at, amount, discount, values.Money("shipping") ?? 0, values.Money("tax") ?? 0, 0, currency, items));
    }
}
