using System.Globalization;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Platform.Localization;
using Crm.Platform.Users;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Imports;

/// <summary>
/// Turns rows into what customers did, known by its source and its id there. One is the same when it comes again with its
/// id; without such a column, when the whole row comes again as often as before: true repeats within a file stay.
/// </summary>
internal abstract class SourcedImporter<TFacts>(CustomersDb db, CurrentUser user, Texts texts) : IImporter
{
    readonly SeenKeys seen = new();

    protected CustomersDb Db => db;
    protected CurrentUser User => user;
    protected Texts Texts => texts;

    /// <summary>What a row says, by which keys its customer is found, and what becomes of it.</summary>
    protected sealed record Read(ImportValues Values, List<string> Keys, string Source, TFacts Facts);

    /// <summary>One that we have.</summary>
    protected sealed class Kept
    {
        public required long Id { get; init; }
        public required string? ExternalId { get; init; }
    }

    /// <summary>The rows of the last plan that could be read, by line.</summary>
    protected Dictionary<int, Read> Parsed { get; } = [];

    /// <summary>Columns of the id and of the source.</summary>
    protected abstract (string Id, string Source) Columns { get; }

    /// <summary>Reads a row, whose key and source are known.</summary>
    protected abstract (List<string> Keys, TFacts Facts) Parse(ImportRow row, ImportValues values, string source, ImportSettings settings);

    /// <summary>Those of a source that we have.</summary>
    protected abstract IQueryable<Kept> Of(string source);

    /// <summary>Whether somebody nobody knows becomes a customer by this row.</summary>
    protected virtual bool Creates(ImportValues values, ImportSettings settings) => false;

    public abstract Task Write(IReadOnlyList<ImportRow> rows, Import import, CancellationToken ct);

    public async Task Plan(IReadOnlyList<ImportRow> rows, Import import, CancellationToken ct)
    {
        var settings = import.Settings;
        var layout = new ImportLayout(import.Headers, settings, texts);
        Parsed.Clear();
        var twins = new Dictionary<int, int>();
        foreach (var row in rows)
        {
            try
            {
                var values = new ImportValues(layout, row.Cells);
                if (values.IsTooWide) throw new WrongCellException("wide");
                var source = values[Columns.Source] ?? settings.Source;
                row.Key ??= KeyOf(row, values, source, twins);
                var (keys, facts) = Parse(row, values, source, settings);
                Parsed[row.Line] = new(values, keys, source, facts);
            }
            catch (WrongCellException e) { (row.State, row.Reason, row.ReasonArg) = (RowState.Wrong, e.Reason, e.Value); }
        }
        var recorded = await Recorded([.. rows.Where(r => Parsed.ContainsKey(r.Line))], ct);
        var customers = await new KnownCustomers(db).Find(Parsed.Values.SelectMany(p => p.Keys), ct);
        var scope = user.ScopeOf("customers.read");
        foreach (var row in rows.Where(r => Parsed.ContainsKey(r.Line)))
        {
            var p = Parsed[row.Line];
            var matches = p.Keys.SelectMany(k => customers[k]).DistinctBy(c => c.Id).ToList();
            if (twins.TryGetValue(row.Line, out var twin)) row.Is(RowState.Duplicate, "inFile", $"{twin}");
            else if (recorded.Contains((p.Source, row.Key!))) row.Is(RowState.Duplicate, "recorded");
            else if (matches.Count > 1) row.Is(RowState.Wrong, "several", string.Join(", ", matches.Select(m => m.Shown)));
            else if (matches.Count == 1 && !scope.Covers(matches[0].OwnerId, matches[0].TeamId)) row.Is(RowState.Wrong, "elsewhere");
            else if (matches.Count == 0 && !Creates(p.Values, settings)) row.Is(RowState.Wrong, "customer", p.Values["number"] ?? p.Values["externalId"] ?? p.Values.Name ?? p.Values["phone"]);
            else row.Is(RowState.ToCreate, result: matches.Count == 1 ? matches[0].Id : null);
        }
    }

    string KeyOf(ImportRow row, ImportValues values, string source, Dictionary<int, int> twins)
    {
        if (values[Columns.Id] is not { } id) return seen.OfRow(row);
        var first = seen.First(source + '\u001f' + id, row.Line);
        if (first != row.Line) twins[row.Line] = first;
        return id;
    }

    /// <summary>What we have. One without an id of its own leaves in our exports as "#5", its key here.</summary>
    async Task<HashSet<(string Source, string Key)>> Recorded(IReadOnlyList<ImportRow> rows, CancellationToken ct)
    {
        var found = new HashSet<(string, string)>();
        foreach (var group in rows.GroupBy(r => Parsed[r.Line].Source, r => r.Key!))
        {
            var keys = group.ToList();
            foreach (var key in await Of(group.Key).Where(k => k.ExternalId != null && keys.Contains(k.ExternalId)).Select(k => k.ExternalId!).ToListAsync(ct)) found.Add((group.Key, key));
            var ids = keys.Where(k => k[0] == '#' && long.TryParse(k.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out _)).Select(k => long.Parse(k.AsSpan(1), CultureInfo.InvariantCulture)).ToList();
            if (ids.Count > 0) foreach (var id in await Of(group.Key).Where(k => ids.Contains(k.Id) && k.ExternalId == null).Select(k => k.Id).ToListAsync(ct)) found.Add((group.Key, $"#{id}"));
        }
        return found;
    }
}
