using System.Security.Cryptography;
using System.Text;
using Crm.Contracts.Customers;
using Crm.Contracts.Staff;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Platform.Data;
using Crm.Platform.Localization;
using Crm.Platform.Time;
using Crm.Platform.Users;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Imports;

/// <summary>
/// Turns rows into orders. An order is the same one when it comes again with its order number; without such a column,
/// when the whole row comes again as often as before: true repeats within a file stay.
/// </summary>
internal sealed class PurchaseImporter(CustomersDb db, IStaffDirectory staff, InstallationZone zone, CurrentUser user, Texts texts, TimeProvider clock) : IImporter
{
    /// <summary>How often each row has been seen in this file, and on which line each order number.</summary>
    readonly Dictionary<string, int> seen = [];

    readonly Dictionary<int, Parsed> parsed = [];

    sealed record Parsed(ImportValues Values, List<string> Keys, Order Order);

    public async Task Plan(IReadOnlyList<ImportRow> rows, ImportSettings settings, CancellationToken ct)
    {
        parsed.Clear();
        var twins = new Dictionary<int, int>();
        foreach (var row in rows)
        {
            try
            {
                var values = new ImportValues(settings.Columns, row.Cells);
                row.Key ??= KeyOf(row, values, twins);
                parsed[row.Line] = Parse(row, values, settings);
            }
            catch (WrongCellException e) { (row.State, row.Reason, row.ReasonArg) = (RowState.Wrong, e.Reason, e.Value); }
        }
        var keys = rows.Select(r => r.Key).Where(k => k is not null).ToList();
        var recorded = (await db.Purchases.Where(p => p.Source == settings.Source && keys.Contains(p.ExternalId)).Select(p => p.ExternalId!).ToListAsync(ct)).ToHashSet();
        var customers = await Known(ct);
        foreach (var row in rows.Where(r => parsed.ContainsKey(r.Line)))
        {
            var p = parsed[row.Line];
            var matches = p.Keys.Where(customers.ContainsKey).Select(k => customers[k]).Distinct().ToList();
            if (twins.TryGetValue(row.Line, out var twin)) row.Is(RowState.Duplicate, "inFile", $"{twin}");
            else if (recorded.Contains(row.Key!)) row.Is(RowState.Duplicate, "recorded");
            else if (matches.Count > 1) row.Is(RowState.Wrong, "several");
            else if (matches.Count == 0 && (!settings.CreateCustomers || p.Values["number"] is not null)) row.Is(RowState.Wrong, "customer", p.Values["number"] ?? p.Values["externalId"] ?? p.Values.Name);
            else row.Is(RowState.ToCreate, result: matches.Count == 1 ? matches[0] : null);
        }
    }

    public async Task Write(IReadOnlyList<ImportRow> rows, Import import, CancellationToken ct)
    {
        var settings = import.Settings;
        var now = clock.GetUtcNow();
        var work = rows.Where(r => r.State == RowState.ToCreate).ToList();
        var ids = work.Select(r => r.ResultId).OfType<long>().Distinct().ToList();
        var customers = await db.Customers.Where(c => ids.Contains(c.Id)).ToDictionaryAsync(c => c.Id, ct);
        await Register(work, import.Id, settings, now, ct);
        var all = work.Select(r => r.ResultId!.Value).Distinct().ToList();
        var bought = (await db.Purchases.Where(p => all.Contains(p.CustomerId)).Select(p => p.CustomerId).Distinct().ToListAsync(ct)).ToHashSet();
        var orders = new List<Purchase>();
        var firsts = new HashSet<Purchase>();
        foreach (var row in work)
        {
            var (customerId, order) = (row.ResultId!.Value, parsed[row.Line].Order);
            var purchase = Purchase.Record(customerId, order, first: false, tell: false, user.Id, now);
            if (bought.Add(customerId)) firsts.Add(purchase);
            if (customers.TryGetValue(customerId, out var known)) known.BoughtOn(zone.DayOf(order.PurchasedAt));
            orders.Add(purchase);
        }
        await db.GiveIds(orders, ct);
        for (var i = 0; i < orders.Count; i++)
        {
            foreach (var item in orders[i].Items) item.Belongs(orders[i].Id);
            work[i].Is(RowState.Created, result: orders[i].Id);
        }
        await db.SaveChangesAsync(ct);
        await db.CopyIn(orders, ct);
        await db.CopyIn(orders.SelectMany(o => o.Items).ToList(), ct);
        if (settings.Announce) await db.PublishMany(orders.Select(o => new PurchaseRecorded(o.Id, o.CustomerId, o.PurchasedAt, o.Goods, o.Currency, firsts.Contains(o))), ct);
    }

    /// <summary>Customers that the file names and nobody knows yet, once each.</summary>
    async Task Register(List<ImportRow> rows, long importId, ImportSettings settings, DateTimeOffset now, CancellationToken ct)
    {
        var people = await staff.Everyone(ct);
        var team = settings.OwnerId is { } owner && people.TryGetValue(owner, out var person) && person.TeamIds.Count > 0 ? person.TeamIds[0] : (long?)null;
        var admission = user.Can("customers.admit") ? settings.Admission : Admission.Pending;
        var groups = new List<List<ImportRow>>();
        var byKey = new Dictionary<string, List<ImportRow>>();
        foreach (var row in rows.Where(r => r.ResultId is null))
        {
            var keys = parsed[row.Line].Keys;
            var group = keys.Select(k => byKey.GetValueOrDefault(k)).FirstOrDefault(g => g is not null);
            if (group is null) groups.Add(group = []);
            group.Add(row);
            foreach (var key in keys) byKey.TryAdd(key, group);
        }
        if (groups.Count == 0) return;
        var numbers = await db.TakeNumbers(groups.Count, ct);
        var created = groups.Select((group, i) =>
        {
            var values = parsed[group[0].Line].Values;
            var name = values.Name ?? texts["customers.import.unnamed", values["externalId"] ?? values["phone"] ?? values["email"] ?? ""];
            var profile = new Profile(CustomerKind.Individual, name, null, null, null, CustomerLevel.Normal, settings.OwnerId, team, SourceChannel.Import, name.Any(c => c > 0x2E80) ? "zh-CN" : "en", "Asia/Shanghai", null, null, [], values.Points());
            return Customer.Register(numbers[i], profile, admission, values["externalId"], user.Id, now);
        }).ToList();
        for (var i = 0; i < groups.Count; i++)
            created[i].BoughtOn(zone.DayOf(groups[i].Min(r => parsed[r.Line].Order.PurchasedAt)));
        await db.RegisterMany(created, i => new { import = importId, line = groups[i][0].Line }, now, ct);
        for (var i = 0; i < groups.Count; i++) foreach (var row in groups[i]) row.ResultId = created[i].Id;
    }

    Parsed Parse(ImportRow row, ImportValues values, ImportSettings settings)
    {
        var at = values.Instant("date", zone) ?? throw new WrongCellException("dateMissing");
        if (at > clock.GetUtcNow().AddDays(1) || at.Year < 1970) throw new WrongCellException("dateRange", values["date"]);
        var amount = values.Money("amount") ?? throw new WrongCellException("amountMissing");
        var discount = values.Money("discount") ?? 0;
        if (discount > amount) throw new WrongCellException("discount", values["discount"]);
        var currency = values["currency"]?.ToUpperInvariant() ?? settings.Currency;
        if (!Purchases.RecordPurchase.Validator.IsCurrency(currency)) throw new WrongCellException("currency", currency);
        var quantity = values.Money("quantity") ?? 1;
        var product = values["product"];
        foreach (var (text, most) in new[] { (product, 200), (values["orderId"], 100), (values["externalId"], 100), (values.Name, 200) })
            if (text?.Length > most) throw new WrongCellException("long", text);
        var keys = new List<string>();
        if (values["externalId"] is { } external) keys.Add("x:" + external);
        if (values["number"] is { } text2) keys.Add("n:" + (HumanNumber.TryParse(Customer.Prefix, text2, out var number) ? number : throw new WrongCellException("number", text2)));
        keys.AddRange(values.Points().Where(p => p.Kind != PointKind.Address).Select(p => (p.Kind == PointKind.Phone ? "p:" : "e:") + ContactPoint.Normalise(p.Kind, p.Value)));
        if (keys.Count == 0) throw new WrongCellException("nobody");
        var items = product is null && values["quantity"] is null ? [] : new List<OrderLine> { new(product ?? texts["customers.import.goods"], quantity, amount) };
        return new Parsed(values, keys, new Order(settings.Source, row.Key, at, amount, discount, values.Money("shipping") ?? 0, values.Money("tax") ?? 0, 0, currency, items));
    }

    string KeyOf(ImportRow row, ImportValues values, Dictionary<int, int> twins)
    {
        if (values["orderId"] is { } order)
        {
            if (!seen.TryAdd(order, row.Line)) twins[row.Line] = seen[order];
            return order;
        }
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\u001f', row.Cells))).AsSpan(0, 12));
        var occurrence = seen[hash] = seen.GetValueOrDefault(hash) + 1;
        return $"row:{hash}:{occurrence}";
    }

    async Task<Dictionary<string, long>> Known(CancellationToken ct)
    {
        var keys = parsed.Values.SelectMany(p => p.Keys).Distinct().ToLookup(k => k[0], k => k[2..]);
        var known = new Dictionary<string, long>();
        var live = db.Customers.Where(c => c.MergedIntoId == null);
        var (numbers, externals, phones, emails) = (keys['n'].Select(long.Parse).ToList(), keys['x'].ToList(), keys['p'].ToList(), keys['e'].ToList());
        if (numbers.Count > 0) foreach (var c in await live.Where(c => numbers.Contains(c.Number)).Select(c => new { c.Id, c.Number }).ToListAsync(ct)) known["n:" + c.Number] = c.Id;
        if (externals.Count > 0) foreach (var c in await live.Where(c => c.ExternalId != null && externals.Contains(c.ExternalId)).Select(c => new { c.Id, c.ExternalId }).ToListAsync(ct)) known["x:" + c.ExternalId] = c.Id;
        foreach (var (letter, kind, values) in new[] { ('p', PointKind.Phone, phones), ('e', PointKind.Email, emails) })
            if (values.Count > 0)
                foreach (var c in await live.SelectMany(c => c.Points.Where(p => p.Kind == kind && values.Contains(p.Normal)), (c, p) => new { c.Id, p.Normal }).OrderBy(c => c.Id).ToListAsync(ct)) known.TryAdd($"{letter}:{c.Normal}", c.Id);
        return known;
    }
}
