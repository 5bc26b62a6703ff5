using System.Globalization;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Customers.Features.Usages;
using Crm.Platform.Localization;
using Crm.Platform.Search;
using Crm.Platform.Time;
using Crm.Platform.Users;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Imports;

/// <summary>
/// Turns rows into use of products and services. One is the same when it comes again with its id; without such a column,
/// when the whole row comes again as often as before. Whoever nobody knows does not become a customer by using something.
/// </summary>
internal sealed class UsageImporter(CustomersDb db, UsageIntake intake, InstallationZone zone, CurrentUser user, Texts texts, TimeProvider clock) : IImporter
{
    readonly SeenKeys seen = new();

    readonly Dictionary<int, Parsed> parsed = [];

    sealed record Parsed(ImportValues Values, List<string> Keys, UsageFacts Facts);

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
            else if (recorded.Contains((p.Facts.Source, row.Key!))) row.Is(RowState.Duplicate, "recorded");
            else if (matches.Count > 1) row.Is(RowState.Wrong, "several", string.Join(", ", matches.Select(m => m.Shown)));
            else if (matches.Count == 0) row.Is(RowState.Wrong, "customer", p.Values["number"] ?? p.Values["externalId"] ?? p.Values["name"] ?? p.Values["phone"]);
            else if (!scope.Covers(matches[0].OwnerId, matches[0].TeamId)) row.Is(RowState.Wrong, "elsewhere");
            else row.Is(RowState.ToCreate, result: matches[0].Id);
        }
    }

    public async Task Write(IReadOnlyList<ImportRow> rows, Import import, CancellationToken ct)
    {
        var work = rows.Where(r => r.State == RowState.ToCreate).ToList();
        var kept = await intake.Keep([.. work.Select(r => (r.ResultId!.Value, parsed[r.Line].Facts))], ct);
        for (var i = 0; i < work.Count; i++)
        {
            // A program may have told of it since the plan was made.
            if (kept[i].Fresh) work[i].Is(RowState.Created, result: kept[i].Id);
            else work[i].Is(RowState.Duplicate, "recorded");
        }
    }

    Parsed Parse(ImportRow row, ImportValues values, ImportSettings settings)
    {
        var at = values.Instant("date", zone) ?? throw new WrongCellException("dateMissing");
        if (at > clock.GetUtcNow().AddDays(1) || at.Year < 1970) throw new WrongCellException("dateRange", values["date"]);
        var product = values["product"] ?? throw new WrongCellException("productMissing");
        foreach (var (text, most) in new[] { (product, 200), (values["unit"], 30), (values["usageId"], 100), (values["usageSource"], 60) })
            if (text?.Length > most) throw new WrongCellException("long", text);
        var keys = KnownCustomers.KeysOf(values);
        if (keys.Count == 0 && values["name"] is { } name && SearchText.Fold(name) is { Length: > 0 } folded) keys.Add("f:" + folded);
        if (keys.Count == 0) throw new WrongCellException("whoseUse");
        return new Parsed(values, keys, new UsageFacts(product, at, values.Number("quantity", 3) ?? 1, values["unit"], SourceOf(values, settings), row.Key));
    }

    static string SourceOf(ImportValues values, ImportSettings settings) => values["usageSource"] ?? settings.Source;

    string KeyOf(ImportRow row, ImportValues values, ImportSettings settings, Dictionary<int, int> twins)
    {
        if (values["usageId"] is not { } id) return PurchaseImporter.RowKey(row, seen);
        var first = seen.First(SourceOf(values, settings) + '\u001f' + id, row.Line);
        if (first != row.Line) twins[row.Line] = first;
        return id;
    }

    /// <summary>What we have. One without an id of its own leaves in our exports as "#5", its key here.</summary>
    async Task<HashSet<(string Source, string Key)>> Recorded(CancellationToken ct)
    {
        var found = new HashSet<(string, string)>();
        foreach (var group in parsed.Values.GroupBy(p => p.Facts.Source, p => p.Facts.ExternalId!))
        {
            var keys = group.ToList();
            foreach (var key in await db.Usages.Where(u => u.Source == group.Key && u.ExternalId != null && keys.Contains(u.ExternalId)).Select(u => u.ExternalId!).ToListAsync(ct)) found.Add((group.Key, key));
            var ids = keys.Where(k => k[0] == '#' && long.TryParse(k.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out _)).Select(k => long.Parse(k.AsSpan(1), CultureInfo.InvariantCulture)).ToList();
            if (ids.Count > 0) foreach (var id in await db.Usages.Where(u => ids.Contains(u.Id) && u.ExternalId == null && u.Source == group.Key).Select(u => u.Id).ToListAsync(ct)) found.Add((group.Key, $"#{id}"));
        }
        return found;
    }
}
