using System.Globalization;
using System.Security.Cryptography;
using System.Text;
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

/// <summary>
/// Turns rows into orders. An order is the same one when it comes again with its order number; without such a column,
/// when the whole row comes again as often as before: true repeats within a file stay.
/// </summary>
internal sealed class PurchaseImporter(CustomersDb db, FactKeeper keeper, IStaffDirectory staff, InstallationZone zone, CurrentUser user, Texts texts, TimeProvider clock) : IImporter
{
    readonly SeenKeys seen = new();

    readonly Dictionary<int, Parsed> parsed = [];

    sealed record Parsed(ImportValues Values, List<string> Keys, Order Order);

    public async Task Plan(IReadOnlyList<ImportRow> rows, Import import, CancellationToken ct)
    {
        var settings = import.Settings;
        var layout = new ImportLayout(import.Headers, settings, texts);
        parsed.Clear();
        var twins = new Dictionary<int, int>();
        foreach (var row in rows)
        {
            try
            {
                var values = new ImportValues(layout, row.Cells);
                if (values.IsTooWide) throw new WrongCellException("wide");
                row.Key ??= KeyOf(row, values, settings, twins);
                parsed[row.Line] = Parse(row, values, settings);
            }
            catch (WrongCellException e) { (row.State, row.Reason, row.ReasonArg) = (RowState.Wrong, e.Reason, e.Value); }
        }
        var recorded = await Recorded(ct);
        var customers = await new KnownCustomers(db).Find(parsed.Values.SelectMany(p => p.Keys), ct);
        var scope = user.ScopeOf("customers.read");
        foreach (var row in rows.Where(r => parsed.ContainsKey(r.Line)))
        {
            var p = parsed[row.Line];
            var matches = p.Keys.SelectMany(k => customers[k]).DistinctBy(c => c.Id).ToList();
            if (twins.TryGetValue(row.Line, out var twin)) row.Is(RowState.Duplicate, "inFile", $"{twin}");
            else if (recorded.Contains((p.Order.Source, row.Key!))) row.Is(RowState.Duplicate, "recorded");
            else if (matches.Count > 1) row.Is(RowState.Wrong, "several", string.Join(", ", matches.Select(m => m.Shown)));
            else if (matches.Count == 1 && !scope.Covers(matches[0].OwnerId, matches[0].TeamId)) row.Is(RowState.Wrong, "elsewhere");
            else if (matches.Count == 0 && (!settings.CreateCustomers || p.Values["number"] is not null)) row.Is(RowState.Wrong, "customer", p.Values["number"] ?? p.Values["externalId"] ?? p.Values.Name);
            else row.Is(RowState.ToCreate, result: matches.Count == 1 ? matches[0].Id : null);
        }
    }

    public async Task Write(IReadOnlyList<ImportRow> rows, Import import, CancellationToken ct)
    {
        var settings = import.Settings;
        var now = clock.GetUtcNow();
        var work = rows.Where(r => r.State == RowState.ToCreate).ToList();
        await Register(work, import, now, ct);
        var all = work.Select(r => r.ResultId!.Value).Distinct().ToList();
        var bought = (await db.Purchases.Where(p => all.Contains(p.CustomerId)).Select(p => p.CustomerId).Distinct().ToListAsync(ct)).ToHashSet();
        var orders = new List<Purchase>();
        var firsts = new HashSet<Purchase>();
        foreach (var row in work)
        {
            var (customerId, order) = (row.ResultId!.Value, parsed[row.Line].Order);
            var purchase = Purchase.Record(customerId, order, first: false, tell: false, user.Id, now);
            if (bought.Add(customerId)) firsts.Add(purchase);
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
        await db.CopyIn(orders.SelectMany(o => o.Items), ct);
        await keeper.Date([.. all], ct);
        if (settings.Announce) await db.PublishMany(orders.Select(o => new PurchaseRecorded(o.Id, o.CustomerId, o.PurchasedAt, o.Goods, o.Currency, firsts.Contains(o))), ct);
    }

    /// <summary>Customers that the file names and nobody knows yet, once each.</summary>
    async Task Register(List<ImportRow> rows, Import import, DateTimeOffset now, CancellationToken ct)
    {
        var (owner, team) = (await Owning.Read(staff, import.Settings.OwnerId, ct)).Of(null);
        var admission = user.Can("customers.admit") ? import.Settings.Admission : Admission.Pending;
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
        var numbers = await db.TakeNumbers(groups.Count, ct);
        var created = groups.Select((group, i) =>
        {
            var values = parsed[group[0].Line].Values;
            var name = values.Name ?? texts["customers.import.unnamed", values["externalId"] ?? values["phone"] ?? values["email"] ?? ""];
            var profile = new Profile(CustomerKind.Individual, name, null, null, null, CustomerLevel.Normal, owner, team, SourceChannel.Import, name.Any(c => c > 0x2E80) ? "zh-CN" : "en", "Asia/Shanghai", null, null, [], values.Points());
            return Customer.Register(numbers[i], profile, admission, values["externalId"], user.Id, now);
        }).ToList();
        await db.RegisterMany(created, i => new { import = import.Id, line = groups[i][0].Line }, now, ct);
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
        foreach (var (text, most) in new[] { (product, 200), (values["orderId"], 100), (values["orderSource"], 60), (values["externalId"], 100), (values.Name, 200) })
            if (text?.Length > most) throw new WrongCellException("long", text);
        var keys = KnownCustomers.KeysOf(values);
        if (keys.Count == 0) throw new WrongCellException("nobody");
        var items = product is null && values["quantity"] is null ? [] : new List<OrderLine> { new(product ?? texts["customers.import.goods"], quantity, amount) };
        return new Parsed(values, keys, new Order(values["orderSource"] ?? settings.Source, row.Key, at, amount, discount, values.Money("shipping") ?? 0, values.Money("tax") ?? 0, 0, currency, items));
    }

    string KeyOf(ImportRow row, ImportValues values, ImportSettings settings, Dictionary<int, int> twins)
    {
        if (values["orderId"] is { } order)
        {
            var first = seen.First((values["orderSource"] ?? settings.Source) + '\u001f' + order, row.Line);
            if (first != row.Line) twins[row.Line] = first;
            return order;
        }
        return RowKey(row, seen);
    }

    /// <summary>What stands for a row without an id: its content, and the how manieth it is of those that look alike.</summary>
    internal static string RowKey(ImportRow row, SeenKeys seen)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\u001f', row.Cells))).AsSpan(0, 12));
        return $"row:{hash}:{seen.Count(hash)}";
    }

    /// <summary>Orders we have. One that has no number of its own leaves in our exports as "#5", its key here.</summary>
    async Task<HashSet<(string Source, string Key)>> Recorded(CancellationToken ct)
    {
        var found = new HashSet<(string, string)>();
        foreach (var group in parsed.Values.GroupBy(p => p.Order.Source, p => p.Order.ExternalId!))
        {
            var keys = group.ToList();
            foreach (var key in await db.Purchases.Where(p => p.Source == group.Key && p.ExternalId != null && keys.Contains(p.ExternalId)).Select(p => p.ExternalId!).ToListAsync(ct)) found.Add((group.Key, key));
            var ids = keys.Where(k => k[0] == '#' && long.TryParse(k.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out _)).Select(k => long.Parse(k.AsSpan(1), CultureInfo.InvariantCulture)).ToList();
            if (ids.Count > 0) foreach (var id in await db.Purchases.Where(p => ids.Contains(p.Id) && p.ExternalId == null && p.Source == group.Key).Select(p => p.Id).ToListAsync(ct)) found.Add((group.Key, $"#{id}"));
        }
        return found;
    }
}
