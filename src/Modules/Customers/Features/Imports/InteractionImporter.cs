using System.Globalization;
using Crm.Contracts.Customers;
using Crm.Contracts.Staff;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Platform.Data;
using Crm.Platform.Localization;
using Crm.Platform.Search;
using Crm.Platform.Time;
using Crm.Platform.Users;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Imports;

/// <summary>
/// Turns rows into interactions: what was said before this system came. One is the same when it comes again with its
/// id or our number; without either, when the whole row comes again as often as before.
/// </summary>
internal sealed class InteractionImporter(CustomersDb db, IStaffDirectory staff, InstallationZone zone, CurrentUser user, Texts texts, TimeProvider clock) : IImporter
{
    readonly SeenKeys seen = new();

    readonly Dictionary<int, Parsed> parsed = [];

    sealed record Parsed(ImportValues Values, List<string> Keys, InteractionFacts Facts, string? Contact, long? Number);

    public async Task Plan(IReadOnlyList<ImportRow> rows, Import import, CancellationToken ct)
    {
        var settings = import.Settings;
        var layout = new ImportLayout(import.Headers, settings, texts);
        var owners = await Owning.Read(staff, settings.OwnerId, ct);
        parsed.Clear();
        var twins = new Dictionary<int, int>();
        foreach (var row in rows)
        {
            try
            {
                var values = new ImportValues(layout, row.Cells);
                if (values.IsTooWide) throw new WrongCellException("wide");
                row.Key ??= KeyOf(row, values, settings, twins);
                parsed[row.Line] = Parse(values, owners);
            }
            catch (WrongCellException e) { (row.State, row.Reason, row.ReasonArg) = (RowState.Wrong, e.Reason, e.Value); }
        }
        var keys = rows.Select(r => r.Key).OfType<string>().ToList();
        var recorded = (await db.Interactions.Where(i => i.Origin != null && keys.Contains(i.Origin)).Select(i => i.Origin!).ToListAsync(ct)).ToHashSet();
        var numbers = parsed.Values.Select(p => p.Number).OfType<long>().ToList();
        var ours = (await db.Interactions.Where(i => numbers.Contains(i.Number)).Select(i => i.Number).ToListAsync(ct)).ToHashSet();
        var customers = await new KnownCustomers(db).Find(parsed.Values.SelectMany(p => p.Keys), ct);
        var scope = user.ScopeOf("customers.read");
        foreach (var row in rows.Where(r => parsed.ContainsKey(r.Line)))
        {
            var p = parsed[row.Line];
            var matches = p.Keys.SelectMany(k => customers[k]).DistinctBy(c => c.Id).ToList();
            if (twins.TryGetValue(row.Line, out var twin)) row.Is(RowState.Duplicate, "inFile", $"{twin}");
            else if (recorded.Contains(row.Key!) || (p.Number is { } number && ours.Contains(number))) row.Is(RowState.Duplicate, "recorded");
            else if (matches.Count > 1) row.Is(RowState.Wrong, "several", string.Join(", ", matches.Select(m => m.Shown)));
            else if (matches.Count == 0) row.Is(RowState.Wrong, "customer", p.Values["number"] ?? p.Values["externalId"] ?? p.Values["name"] ?? p.Values["phone"]);
            else if (!scope.Covers(matches[0].OwnerId, matches[0].TeamId)) row.Is(RowState.Wrong, "elsewhere");
            else row.Is(RowState.ToCreate, result: matches[0].Id);
        }
    }

    public async Task Write(IReadOnlyList<ImportRow> rows, Import import, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var work = rows.Where(r => r.State == RowState.ToCreate).ToList();
        var ids = work.Select(r => r.ResultId!.Value).Distinct().ToList();
        var contacts = (await db.Contacts.Where(c => ids.Contains(c.CustomerId)).Select(c => new { c.Id, c.CustomerId, c.Name }).ToListAsync(ct)).ToLookup(c => (c.CustomerId, SearchText.Fold(c.Name)), c => c.Id);
        var logged = work.ConvertAll(row =>
        {
            var p = parsed[row.Line];
            var contact = p.Contact is null ? null : contacts[(row.ResultId!.Value, SearchText.Fold(p.Contact))].Select(id => (long?)id).FirstOrDefault();
            // Somebody we do not know there still took part.
            var facts = p.Facts with { ContactId = contact, Participants = contact is null && p.Contact is not null ? Join(p.Contact, p.Facts.Participants) : p.Facts.Participants };
            return Interaction.Log(row.ResultId!.Value, facts, user.Id, now).From(row.Key!);
        });
        await db.GiveIds(logged, ct);
        await db.CopyIn(logged, ct);
        await db.RecordMany(nameof(Interaction), logged.Select((l, i) => (l.Id, (object)new { import = import.Id, line = work[i].Line })), ct);
        if (import.Settings.Announce) await db.PublishMany(logged.Select(l => new InteractionLogged(l.Id, l.CustomerId, l.Type, l.At)), ct);
        for (var i = 0; i < work.Count; i++) work[i].Is(RowState.Created, result: logged[i].Id);
    }

    static string Join(string contact, string? participants) => participants is null || contact.Length + participants.Length > 298 ? contact : $"{contact}, {participants}";

    Parsed Parse(ImportValues values, Owning owners)
    {
        var at = values.Instant("date", zone) ?? throw new WrongCellException("dateMissing");
        if (at > clock.GetUtcNow().AddMinutes(5) || at.Year < 1970) throw new WrongCellException("dateRange", values["date"]);
        var keys = KnownCustomers.KeysOf(values);
        if (keys.Count == 0 && values["name"] is { } name && SearchText.Fold(name) is { Length: > 0 } folded) keys.Add("f:" + folded);
        if (keys.Count == 0) throw new WrongCellException("whose");
        foreach (var (field, most) in new[] { ("participants", 300), ("contact", 200), ("summary", 10_000), ("need", 4000), ("feedback", 4000), ("complaint", 4000), ("promise", 4000), ("interactionId", 100) })
            if (values[field] is { } text && text.Length > most) throw new WrongCellException("long", text);
        var (responsible, _) = owners.Of(values["responsible"]);
        var facts = new InteractionFacts(null, at, values.One<InteractionType>("type") ?? InteractionType.Other, values["participants"], responsible,
            values["summary"], values["need"], values["feedback"], values["complaint"], values["promise"], values.One<Outcome>("outcome") ?? Outcome.Resolved);
        if (new[] { facts.Summary, facts.Need, facts.Feedback, facts.Complaint, facts.Promise }.All(t => t is null)) throw new WrongCellException("said");
        long? number = values["interactionNumber"] is not { } typed ? null : HumanNumber.TryParse(Interaction.Prefix, typed, out var read) ? read : throw new WrongCellException("interactionNumber", typed);
        return new Parsed(values, keys, facts, values["contact"], number);
    }

    string KeyOf(ImportRow row, ImportValues values, ImportSettings settings, Dictionary<int, int> twins)
    {
        if ((values["interactionId"] ?? values["interactionNumber"]) is not { } id) return string.Create(CultureInfo.InvariantCulture, $"{settings.Source}:{seen.OfRow(row)}");
        var key = $"{settings.Source}:{id}";
        var first = seen.First(key, row.Line);
        if (first != row.Line) twins[row.Line] = first;
        return key;
    }
}
