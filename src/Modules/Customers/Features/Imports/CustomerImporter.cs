using Crm.Contracts.Customers;
using Crm.Contracts.Staff;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Customers.Features.Customers;
using Crm.Customers.Features.Exports;
using Crm.Customers.Features.Fields;
using Crm.Customers.Features.Merging;
using Crm.Platform.Data;
using Crm.Platform.Fields;
using Crm.Platform.Localization;
using Crm.Platform.Search;
using Crm.Platform.Settings;
using Crm.Platform.Users;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Imports;

/// <summary>Turns rows into customers. <see cref="Plan"/> decides what becomes of each, <see cref="Write"/> does it.</summary>
internal sealed class CustomerImporter(CustomersDb db, CustomFields fields, Duplicates duplicates, ISettings settings, IStaffDirectory staff, CurrentUser user, Texts texts, TimeProvider clock) : IImporter
{
    /// <summary>Rows whose duplicates are looked for in one go.</summary>
    const int CompareAtOnce = 500;

    readonly SeenKeys seen = new();

    readonly Dictionary<int, Parsed> parsed = [];

    /// <summary>A row that can be read.</summary>
    sealed record Parsed(ImportValues Values, string? Name, List<PointValue> Points, long? OwnerId, long? TeamId, List<string> Keys, CustomerKind? Kind, List<(string Key, object Value)> Own);

    public async Task Plan(IReadOnlyList<ImportRow> rows, Import import, CancellationToken ct)
    {
        var chosen = import.Settings;
        var owners = await Owning.Read(staff, chosen.OwnerId, ct);
        var layout = new ImportLayout(import.Headers, chosen, texts);
        var own = await fields.Active(ct);
        parsed.Clear();
        foreach (var row in rows)
        {
            try { parsed[row.Line] = Parse(row, layout, chosen, owners, own); }
            catch (WrongCellException e) { (row.State, row.Reason, row.ReasonArg) = (RowState.Wrong, e.Reason, e.Value); }
        }
        var known = await new KnownCustomers(db).Find(parsed.Values.SelectMany(p => p.Keys).Where(k => k[0] != 'f'), ct);
        var scope = user.ScopeOf("customers.write");
        var updates = new List<ImportRow>();
        foreach (var row in rows.Where(r => parsed.ContainsKey(r.Line)))
        {
            var p = parsed[row.Line];
            var matches = p.Keys.SelectMany(k => known[k]).DistinctBy(c => c.Id).ToList();
            var twin = p.Keys.ConvertAll(k => seen.First(k, row.Line)).Find(line => line != row.Line);
            if (twin > 0) row.Is(RowState.Duplicate, "inFile", $"{twin}");
            else if (matches.Count > 1) row.Is(RowState.Wrong, "several", string.Join(", ", matches.Select(m => m.Shown)));
            else if (matches.Count == 1 && !scope.Covers(matches[0].OwnerId, matches[0].TeamId)) row.Is(RowState.Duplicate, "elsewhere");
            else if (matches.Count == 1 && chosen.Mode == ImportMode.CreateOnly) row.Is(RowState.Duplicate, "exists", matches[0].Shown, matches[0].Id);
            else if (matches.Count == 1)
            {
                row.Is(RowState.ToUpdate, result: matches[0].Id);
                updates.Add(row);
            }
            else if (chosen.Mode == ImportMode.UpdateOnly || p.Values["number"] is not null) row.Is(RowState.Wrong, "unknown", p.Values["number"]);
            else if (string.IsNullOrWhiteSpace(p.Name)) row.Is(RowState.Wrong, "name");
            else row.Is(RowState.ToCreate);
        }
        await Compare([.. rows.Where(r => r.State == RowState.ToCreate)], chosen, ct);
        // What says nothing new is left alone: an export that comes back changes nothing.
        var ids = updates.Select(r => r.ResultId!.Value).ToList();
        var customers = ids.Count == 0 ? [] : await db.Customers.AsNoTracking().Include(c => c.Points).Where(c => ids.Contains(c.Id)).ToDictionaryAsync(c => c.Id, ct);
        foreach (var row in updates)
        {
            var before = customers[row.ResultId!.Value].ToProfile();
            if (Same(before, Merge(before, parsed[row.Line]))) row.Is(RowState.Unchanged, result: row.ResultId);
        }
    }

    /// <summary>
    /// Looks whether what would be created is somebody we have, as a person would be asked who typed it: by scored comparison,
    /// a constant number of queries for some hundred rows. Whoever insists gets them, with the warning, unless the setting forbids it.
    /// </summary>
    async Task Compare(List<ImportRow> rows, ImportSettings chosen, CancellationToken ct)
    {
        var insists = chosen.AllowLikely && !await settings.Get(DuplicateSettings.Block, false, ct);
        var scope = user.ScopeOf("customers.read");
        foreach (var part in rows.Chunk(CompareAtOnce))
        {
            var twins = await duplicates.Find([.. part.Select(r => ProfileOf(parsed[r.Line]))], null, ct);
            foreach (var (row, found) in part.Zip(twins))
            {
                if (found.FirstOrDefault(t => t.Likely) is not { } twin) continue;
                // Outside one's reach only that there is somebody is told.
                var shown = scope.Covers(twin.OwnerId, twin.TeamId);
                row.Is(insists ? RowState.ToCreate : RowState.Duplicate, shown ? "likely" : "elsewhere", shown ? Say(twin) : null);
            }
        }
    }

    /// <summary>"C000042 (97 %: same phone, similar name 91 %)".</summary>
    string Say(Twin twin)
    {
        var reasons = twin.Comparison.Reasons.Select(r => texts[r.Why] + (r.Percent is null ? "" : $" {r.Percent} %"));
        return $"{HumanNumber.Format(Customer.Prefix, twin.Number)} ({twin.Comparison.Percent} %: {string.Join(texts["customers.comma"], reasons)})";
    }

    public async Task Write(IReadOnlyList<ImportRow> rows, Import import, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var creates = rows.Where(r => r.State == RowState.ToCreate).ToList();
        var numbers = await db.TakeNumbers(creates.Count, ct);
        var created = creates.Select((row, i) => Create(parsed[row.Line], numbers[i], import.Settings, now)).ToList();
        await db.RegisterMany(created, i => new { import = import.Id, line = creates[i].Line }, now, ct);
        var notes = new List<Note>();
        for (var i = 0; i < creates.Count; i++)
        {
            (creates[i].State, creates[i].ResultId) = (RowState.Created, created[i].Id); // a warning stays
            if (NoteOf(parsed[creates[i].Line], created[i]) is { } note) notes.Add(new Note(created[i].Id, note, user.Id, now));
        }
        await db.CopyIn(notes, ct);

        var updates = rows.Where(r => r.State == RowState.ToUpdate).ToList();
        var ids = updates.Select(r => r.ResultId!.Value).ToList();
        var customers = await db.Whole.Within(user.ScopeOf("customers.write")).Where(c => ids.Contains(c.Id)).ToDictionaryAsync(c => c.Id, ct);
        foreach (var row in updates)
        {
            var customer = customers[row.ResultId!.Value];
            customer.Change(Merge(customer.ToProfile(), parsed[row.Line]), user.Id, now);
            row.Is(RowState.Updated, result: customer.Id);
        }
        await db.SaveChangesAsync(ct);
    }

    Customer Create(Parsed p, long number, ImportSettings chosen, DateTimeOffset now)
    {
        var admission = user.Can("customers.admit") ? chosen.Admission : Admission.Pending;
        var customer = Customer.Register(number, ProfileOf(p), admission, p.Values["externalId"], user.Id, now);
        if (customer.Kind == CustomerKind.Organisation && p.Values["contact"] is { } contact) customer.AddContact(new ContactProfile(contact, p.Values["title"], null, null, true, []), user.Id, now);
        return customer;
    }

    /// <summary>The customer a row makes.</summary>
    static Profile ProfileOf(Parsed p)
    {
        var profile = new Profile(KindOf(p), p.Name!, null, null, null, CustomerLevel.Normal, p.OwnerId, p.TeamId, SourceChannel.Import, p.Name!.Any(c => c > 0x2E80) ? "zh-CN" : "en", "Asia/Shanghai", null, null, [], []);
        return Merge(profile, p) with { OwnerId = p.OwnerId, TeamId = p.TeamId };
    }

    /// <summary>The remark of the row; for a person also where they work, which has no field of its own.</summary>
    string? NoteOf(Parsed p, Customer customer)
    {
        var work = customer.Kind != CustomerKind.Individual ? [] : new[] { p.Values["company"], p.Values["title"] }.OfType<string>().Where(t => t != customer.Name).ToList();
        return string.Join("\n", new[] { work.Count == 0 ? null : texts["customers.import.worksAt", string.Join(" · ", work)], p.Values.Note }.OfType<string>()) is { Length: > 0 } note ? note : null;
    }

    /// <summary>What the row says replaces what we knew; what it leaves empty stays; phones, e-mails and addresses are added.</summary>
    static Profile Merge(Profile profile, Parsed p)
    {
        var kind = p.Kind ?? profile.Kind;
        return profile with
        {
            Kind = kind,
            Name = p.Name ?? profile.Name,
            Industry = p.Values["industry"] ?? profile.Industry,
            Size = kind == CustomerKind.Organisation ? p.Values.One<CustomerSize>("size") ?? profile.Size : profile.Size,
            Region = p.Values["region"] ?? profile.Region,
            Level = p.Values.One<CustomerLevel>("level") ?? profile.Level,
            Source = p.Values.One<SourceChannel>("source") ?? profile.Source,
            Language = p.Values.Language ?? profile.Language,
            Birthday = p.Values.Birthday ?? profile.Birthday,
            OwnerId = p.Values["owner"] is null ? profile.OwnerId : p.OwnerId,
            TeamId = p.Values["owner"] is null || p.OwnerId == profile.OwnerId ? profile.TeamId : p.TeamId,
            Tags = [.. profile.Tags.Union(p.Values.Tags, StringComparer.OrdinalIgnoreCase)],
            Points = Add(profile.Points, p.Points),
            Custom = p.Own.Count == 0 ? profile.Custom : p.Own.Aggregate(profile.Custom ?? CustomValues.None, (custom, o) => custom.With(o.Key, o.Value)),
        };
    }

    /// <summary>Adds what we do not have yet. An address counts as the same however it is spaced; one we have in one line gets the parts that say the same.</summary>
    internal static IReadOnlyList<PointValue> Add(IReadOnlyList<PointValue> have, IReadOnlyList<PointValue> more)
    {
        static string Key(PointValue p) => p.Kind == PointKind.Address ? SearchText.Fold(p.Value) : ContactPoint.Normalise(p.Kind, p.Value);
        have = [.. have.Select(h => h is { Kind: PointKind.Address, Parts: null } && more.FirstOrDefault(m => m.Parts?.Says(h.Value) == true) is { } said ? h with { Value = said.Value, Parts = said.Parts } : h)];
        var known = have.Select(p => (p.Kind, Key(p))).ToHashSet();
        return [.. have, .. more.Where(p => known.Add((p.Kind, Key(p)))).Select(p => have.Any(h => h.Kind == p.Kind && h.Primary) ? p with { Primary = false } : p)];
    }

    static bool Same(Profile a, Profile b) => a.Tags.ToHashSet(StringComparer.OrdinalIgnoreCase).SetEquals(b.Tags) && a.Points.SequenceEqual(b.Points) && a with { Tags = b.Tags, Points = b.Points } == b;

    /// <summary>Said by the file, or told by a company's name.</summary>
    static CustomerKind KindOf(Parsed p) => p.Kind
        ?? (p.Name is { } name && (ImportValues.IsCompany(name) || p.Values["contact"] is not null || p.Values["size"] is not null || (p.Values.Name is null && p.Values["company"] is not null)) ? CustomerKind.Organisation : CustomerKind.Individual);

    static Parsed Parse(ImportRow row, ImportLayout layout, ImportSettings settings, Owning owners, IReadOnlyList<CustomField> own)
    {
        var values = new ImportValues(layout, row.Cells);
        if (values.IsTooWide) throw new WrongCellException("wide");
        var (name, points) = (values.Name ?? values["company"], values.Points());
        foreach (var (text, most) in new[] { (name, 200), (values["industry"], 100), (values["region"], 100), (values["externalId"], 100), (values["contact"], 200), (values["title"], 100) })
            if (text?.Length > most) throw new WrongCellException("long", text);
        if (points.GroupBy(p => p.Kind).Any(g => g.Count() > 20)) throw new WrongCellException("points");
        // Read now, so that what cannot be read is told by the dry run.
        _ = (values.One<CustomerLevel>("level"), values.One<CustomerSize>("size"), values.One<SourceChannel>("source"), values.Language, values.Birthday, values.Tags);
        if (name is not null && SearchText.Fold(name).Length == 0) throw new WrongCellException("name", name);
        var (owner, team) = owners.Of(values["owner"]);
        var keys = new List<string>();
        if (settings.Match.Contains(MatchField.Phone)) keys.AddRange(points.Where(p => p.Kind == PointKind.Phone).Select(KnownCustomers.Point));
        if (settings.Match.Contains(MatchField.Email)) keys.AddRange(points.Where(p => p.Kind == PointKind.Email).Select(KnownCustomers.Point));
        if (settings.Match.Contains(MatchField.ExternalId) && values["externalId"] is { } external) keys.Add("x:" + external);
        // The number is ours and beyond doubt; a phone that two people share is not.
        if (settings.Match.Contains(MatchField.Number) && values["number"] is { } number) keys = [KnownCustomers.Number(number)];
        var folded = name is null ? "" : SearchText.Fold(name);
        if (keys.Count == 0 && folded.Length > 0) keys.Add("f:" + folded);
        return new Parsed(values, name, points, owner, team, [.. keys.Distinct()], values.One<CustomerKind>("kind"), ReadOwn(values, own));
    }

    /// <summary>Fields of one's own that the row fills.</summary>
    static List<(string Key, object Value)> ReadOwn(ImportValues values, IReadOnlyList<CustomField> own)
    {
        var read = new List<(string, object)>();
        foreach (var field in own)
            if (values[ExportColumns.Custom + field.Key] is { } text)
            {
                if (!field.TryParse([text], out var value, out _)) throw new WrongCellException("custom", text);
                if (value is not null) read.Add((field.Key, value));
            }
        return read;
    }
}
