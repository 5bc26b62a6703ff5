using Crm.Contracts.Customers;
using Crm.Contracts.Staff;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Platform.Localization;
using Crm.Platform.Search;
using Crm.Platform.Users;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Imports;

/// <summary>
/// Turns rows into people at organisations. The organisation is known by its number, its external reference or its
/// name; the person there by phone, e-mail or name.
/// </summary>
internal sealed class ContactImporter(CustomersDb db, IStaffDirectory staff, CurrentUser user, Texts texts, TimeProvider clock) : IImporter
{
    readonly SeenKeys seen = new();

    readonly Dictionary<int, Parsed> parsed = [];

    sealed record Parsed(ImportValues Values, string Name, List<PointValue> Points, string OrganisationKey, string? Organisation);

    public async Task Plan(IReadOnlyList<ImportRow> rows, Import import, CancellationToken ct)
    {
        var settings = import.Settings;
        var layout = new ImportLayout(import.Headers, settings, texts);
        parsed.Clear();
        foreach (var row in rows)
        {
            try { parsed[row.Line] = Parse(row, layout); }
            catch (WrongCellException e) { (row.State, row.Reason, row.ReasonArg) = (RowState.Wrong, e.Reason, e.Value); }
        }
        var organisations = await new KnownCustomers(db).Find(parsed.Values.Select(p => p.OrganisationKey), ct);
        var scope = user.ScopeOf("customers.write");
        var found = new Dictionary<int, long>();
        foreach (var row in rows.Where(r => parsed.ContainsKey(r.Line)))
        {
            var p = parsed[row.Line];
            var matches = organisations[p.OrganisationKey].Where(c => c.Kind == CustomerKind.Organisation).DistinctBy(c => c.Id).ToList();
            var twin = KeysOf(p).ConvertAll(k => seen.First(k, row.Line)).Find(line => line != row.Line);
            if (twin > 0) row.Is(RowState.Duplicate, "inFile", $"{twin}");
            else if (matches.Count > 1) row.Is(RowState.Wrong, "several", string.Join(", ", matches.Select(m => m.Shown)));
            else if (matches.Count == 1 && !scope.Covers(matches[0].OwnerId, matches[0].TeamId)) row.Is(RowState.Wrong, "elsewhere");
            else if (matches.Count == 1) found[row.Line] = matches[0].Id;
            else if (organisations[p.OrganisationKey].Any()) row.Is(RowState.Wrong, "person", organisations[p.OrganisationKey].First().Shown);
            else if (!settings.CreateCustomers || p.Organisation is null) row.Is(RowState.Wrong, "organisation", p.Organisation ?? p.OrganisationKey[2..]);
            else if (settings.Mode == ImportMode.UpdateOnly) row.Is(RowState.Wrong, "unknown", p.Name);
            else row.Is(RowState.ToCreate);
        }
        var ids = found.Values.Distinct().ToList();
        var customers = ids.Count == 0 ? [] : await db.Customers.AsNoTracking().Include(c => c.Contacts).ThenInclude(c => c.Points).AsSplitQuery().Where(c => ids.Contains(c.Id)).ToDictionaryAsync(c => c.Id, ct);
        foreach (var row in rows.Where(r => found.ContainsKey(r.Line)))
        {
            var (p, customer) = (parsed[row.Line], customers[found[row.Line]]);
            var same = Known(customer, p);
            if (same.Count > 1) row.Is(RowState.Wrong, "severalPeople", string.Join(", ", same.Select(c => c.Name)));
            else if (same.Count == 0) row.Is(settings.Mode == ImportMode.UpdateOnly ? RowState.Wrong : RowState.ToCreate, settings.Mode == ImportMode.UpdateOnly ? "unknown" : null, settings.Mode == ImportMode.UpdateOnly ? p.Name : null, customer.Id);
            else if (settings.Mode == ImportMode.CreateOnly) row.Is(RowState.Duplicate, "exists", same[0].Name, customer.Id);
            else row.Is(IsSame(same[0], p) ? RowState.Unchanged : RowState.ToUpdate, result: customer.Id);
        }
    }

    public async Task Write(IReadOnlyList<ImportRow> rows, Import import, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var work = rows.Where(r => r.State is RowState.ToCreate or RowState.ToUpdate).ToList();
        await Register(work.Where(r => r.ResultId is null).ToList(), import, now, ct);
        var ids = work.Where(r => r.State is RowState.ToCreate or RowState.ToUpdate).Select(r => r.ResultId!.Value).Distinct().ToList();
        var customers = await db.Whole.Where(c => ids.Contains(c.Id)).ToDictionaryAsync(c => c.Id, ct);
        foreach (var row in work.Where(r => r.State is RowState.ToCreate or RowState.ToUpdate))
        {
            var (p, customer) = (parsed[row.Line], customers[row.ResultId!.Value]);
            if (Known(customer, p) is [var contact, ..])
            {
                customer.ChangeContact(contact, Merge(contact.ToProfile(), p), user.Id, now);
                row.Is(RowState.Updated, result: customer.Id);
            }
            else
            {
                customer.AddContact(Merge(new ContactProfile(p.Name, null, null, null, false, []), p), user.Id, now);
                row.Is(RowState.Created, result: customer.Id);
            }
        }
        await db.SaveChangesAsync(ct);
    }

    /// <summary>Organisations that the file names and nobody knows yet, each with its people.</summary>
    async Task Register(List<ImportRow> rows, Import import, DateTimeOffset now, CancellationToken ct)
    {
        if (rows.Count == 0) return;
        var (owner, team) = (await Owning.Read(staff, import.Settings.OwnerId, ct)).Of(null);
        var admission = user.Can("customers.admit") ? import.Settings.Admission : Admission.Pending;
        var groups = rows.GroupBy(r => parsed[r.Line].OrganisationKey).Select(g => g.ToList()).ToList();
        var numbers = await db.TakeNumbers(groups.Count, ct);
        var created = groups.Select((group, i) =>
        {
            var first = parsed[group[0].Line];
            var name = first.Organisation!;
            var profile = new Profile(CustomerKind.Organisation, name, null, null, null, CustomerLevel.Normal, owner, team, SourceChannel.Import, name.Any(c => c > 0x2E80) ? "zh-CN" : "en", "Asia/Shanghai", null, null, [], []);
            var customer = Customer.Register(numbers[i], profile, admission, first.Values["externalId"], user.Id, now);
            foreach (var row in group) customer.AddContact(Merge(new ContactProfile(parsed[row.Line].Name, null, null, null, false, []), parsed[row.Line]), user.Id, now);
            return customer;
        }).ToList();
        await db.RegisterMany(created, i => new { import = import.Id, line = groups[i][0].Line }, now, ct);
        for (var i = 0; i < groups.Count; i++) foreach (var row in groups[i]) row.Is(RowState.Created, result: created[i].Id);
    }

    static ContactProfile Merge(ContactProfile profile, Parsed p)
    {
        return profile with
        {
            Name = p.Name,
            Title = p.Values["title"] ?? profile.Title,
            Role = p.Values.One<DecisionRole>("role") ?? profile.Role,
            Language = p.Values.Language ?? profile.Language,
            Key = p.Values.YesNo("key") ?? profile.Key,
            PreferredChannel = p.Values.One<PreferredChannel>("preferredChannel") ?? profile.PreferredChannel,
            Preferences = p.Values["preferences"] ?? profile.Preferences,
            Points = CustomerImporter.Add(profile.Points, p.Points),
        };
    }

    static bool IsSame(Contact contact, Parsed p)
    {
        var (a, b) = (contact.ToProfile(), Merge(contact.ToProfile(), p));
        return a.Points.SequenceEqual(b.Points) && a with { Points = b.Points } == b;
    }

    /// <summary>The people at the organisation that the row may mean. A phone or an e-mail tells more than a name.</summary>
    static List<Contact> Known(Customer customer, Parsed p)
    {
        var reach = p.Points.Where(x => x.Kind != PointKind.Address).Select(x => (x.Kind, Normal: ContactPoint.Normalise(x.Kind, x.Value))).ToHashSet();
        var byReach = customer.Contacts.Where(c => c.Points.Any(x => reach.Contains((x.Kind, x.Normal)))).ToList();
        var folded = SearchText.Fold(p.Name);
        // Two people may share the office's number: then the name decides.
        var named = (byReach.Count > 0 ? byReach : [.. customer.Contacts]).Where(c => SearchText.Fold(c.Name) == folded).ToList();
        return named.Count > 0 ? named : byReach;
    }

    static List<string> KeysOf(Parsed p) => [p.OrganisationKey + '\u001f' + SearchText.Fold(p.Name) + '\u001f' + (p.Points.Find(x => x.Kind != PointKind.Address) is { } point ? KnownCustomers.Point(point) : "")];

    static Parsed Parse(ImportRow row, ImportLayout layout)
    {
        var values = new ImportValues(layout, row.Cells);
        if (values.IsTooWide) throw new WrongCellException("wide");
        var name = values.Name ?? throw new WrongCellException("name");
        if (SearchText.Fold(name).Length == 0) throw new WrongCellException("name", name);
        foreach (var (text, most) in new[] { (name, 200), (values["title"], 100), (values["company"], 200), (values["externalId"], 100), (values["preferences"], 500) })
            if (text?.Length > most) throw new WrongCellException("long", text);
        _ = (values.One<DecisionRole>("role"), values.One<PreferredChannel>("preferredChannel"), values.Language, values.YesNo("key"));
        var organisation = values["company"];
        var key = values["number"] is { } number ? KnownCustomers.Number(number)
            : values["externalId"] is { } external ? "x:" + external
            : organisation is not null && SearchText.Fold(organisation) is { Length: > 0 } folded ? "f:" + folded
            : throw new WrongCellException("organisationMissing");
        return new Parsed(values, name, values.Points(), key, values["number"] is null ? organisation : null);
    }
}
