using Crm.Contracts.Customers;
using Crm.Contracts.Staff;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Platform.Data;
using Crm.Platform.Search;
using Crm.Platform.Users;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Imports;

/// <summary>Turns rows into customers. <see cref="Plan"/> decides what becomes of each, <see cref="Write"/> does it.</summary>
internal sealed class CustomerImporter(CustomersDb db, IStaffDirectory staff, CurrentUser user, TimeProvider clock) : IImporter
{
    /// <summary>What one line before has brought already.</summary>
    readonly Dictionary<string, int> seen = [];

    readonly Dictionary<int, Parsed> parsed = [];

    /// <summary>A row that can be read.</summary>
    sealed record Parsed(ImportValues Values, string? Name, List<PointValue> Points, long? OwnerId, long? TeamId, List<string> Keys, string FoldedName);

    public async Task Plan(IReadOnlyList<ImportRow> rows, ImportSettings settings, CancellationToken ct)
    {
        var people = await staff.Everyone(ct);
        parsed.Clear();
        foreach (var row in rows)
        {
            try { parsed[row.Line] = Parse(row, settings, people); }
            catch (WrongCellException e) { (row.State, row.Reason, row.ReasonArg) = (RowState.Wrong, e.Reason, e.Value); }
        }
        var known = await Known(settings, ct);
        var scope = user.ScopeOf("customers.write");
        foreach (var row in rows.Where(r => parsed.ContainsKey(r.Line)))
        {
            var p = parsed[row.Line];
            var matches = p.Keys.Where(known.ByKey.ContainsKey).Select(k => known.ByKey[k]).DistinctBy(c => c.Id).ToList();
            var twin = p.Keys.Where(k => seen.TryGetValue(k, out var line) && line != row.Line).Select(k => seen[k]).FirstOrDefault();
            foreach (var key in p.Keys) seen.TryAdd(key, row.Line);
            if (twin > 0) row.Is(RowState.Duplicate, "inFile", $"{twin}");
            else if (matches.Count > 1) row.Is(RowState.Wrong, "several", string.Join(", ", matches.Select(m => HumanNumber.Format(Customer.Prefix, m.Number))));
            else if (matches.Count == 1 && !scope.Covers(matches[0].OwnerId, matches[0].TeamId)) row.Is(RowState.Duplicate, "elsewhere");
            else if (matches.Count == 1 && settings.Mode == ImportMode.CreateOnly) row.Is(RowState.Duplicate, "exists", HumanNumber.Format(Customer.Prefix, matches[0].Number), matches[0].Id);
            else if (matches.Count == 1) row.Is(RowState.ToUpdate, result: matches[0].Id);
            else if (settings.Mode == ImportMode.UpdateOnly || p.Values["number"] is not null) row.Is(RowState.Wrong, "unknown", p.Values["number"]);
            else if (string.IsNullOrWhiteSpace(p.Name)) row.Is(RowState.Wrong, "name");
            else if (known.Names.TryGetValue(p.FoldedName, out var namesake) && (namesake.Organisation ? KindOf(p) == CustomerKind.Organisation : KindOf(p) == CustomerKind.Individual && (p.Points.Count == 0 || namesake.Bare)))
                row.Is(RowState.Duplicate, "sameName", HumanNumber.Format(Customer.Prefix, namesake.Number));
            else row.Is(RowState.ToCreate);
        }
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
            creates[i].Is(RowState.Created, result: created[i].Id);
            if (parsed[creates[i].Line].Values["note"] is { } note) notes.Add(new Note(created[i].Id, note, user.Id, now));
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

    Customer Create(Parsed p, long number, ImportSettings settings, DateTimeOffset now)
    {
        var kind = KindOf(p);
        var profile = new Profile(kind, p.Name!, null, null, null, CustomerLevel.Normal, p.OwnerId, p.TeamId, SourceChannel.Import, SearchText.Fold(p.Name!).Any(c => c > 0x2E80) ? "zh-CN" : "en", "Asia/Shanghai", null, null, [], []);
        var admission = user.Can("customers.admit") ? settings.Admission : Admission.Pending;
        var customer = Customer.Register(number, Merge(profile, p) with { OwnerId = p.OwnerId, TeamId = p.TeamId }, admission, p.Values["externalId"], user.Id, now);
        if (kind == CustomerKind.Organisation && p.Values["contact"] is { } contact) customer.AddContact(new ContactProfile(contact, null, null, null, true, []), user.Id, now);
        return customer;
    }

    /// <summary>What the row says replaces what we knew; what it leaves empty stays; phones and e-mails are added.</summary>
    static Profile Merge(Profile profile, Parsed p) => profile with
    {
        Kind = p.Values.Kind ?? profile.Kind,
        Name = p.Name ?? profile.Name,
        Industry = p.Values["industry"] ?? profile.Industry,
        Size = p.Values.Size ?? profile.Size,
        Region = p.Values["region"] ?? profile.Region,
        Level = p.Values.Level ?? profile.Level,
        Source = p.Values.Source ?? profile.Source,
        Language = p.Values.Language ?? profile.Language,
        Birthday = p.Values.Birthday ?? profile.Birthday,
        OwnerId = p.Values["owner"] is null ? profile.OwnerId : p.OwnerId,
        TeamId = p.Values["owner"] is null ? profile.TeamId : p.TeamId,
        Tags = [.. profile.Tags.Union(p.Values.Tags)],
        Points = [.. profile.Points, .. p.Points],
    };

    /// <summary>Said by the file, or told by a company's name.</summary>
    static CustomerKind KindOf(Parsed p) => p.Values.Kind
        ?? (p.Name is { } name && (Endings.Any(name.EndsWith) || p.Values["contact"] is not null || p.Values.Size is not null) ? CustomerKind.Organisation : CustomerKind.Individual);

    static readonly string[] Endings = ["公司", "集团", "厂", "中心", "学校", "大学", "医院", "银行", "事务所", "工作室", "Ltd", "Ltd.", "Inc", "Inc.", "GmbH", "LLC", "Limited", "Company", "Corp.", "Group"];

    static Parsed Parse(ImportRow row, ImportSettings settings, IReadOnlyDictionary<long, StaffFacts> people)
    {
        var values = new ImportValues(settings.Columns, row.Cells);
        var (name, points) = (values.Name, values.Points());
        foreach (var (text, most) in new[] { (name, 200), (values["industry"], 100), (values["region"], 100), (values["externalId"], 100), (values["contact"], 200) })
            if (text?.Length > most) throw new WrongCellException("long", text);
        // Read now, so that what cannot be read is told by the dry run.
        _ = (values.Kind, values.Level, values.Size, values.Source, values.Language, values.Birthday, values.Tags);
        if (name is not null && SearchText.Fold(name).Length == 0) throw new WrongCellException("name", name);
        var owner = settings.OwnerId;
        if (values["owner"] is { } wanted)
            owner = people.Values.FirstOrDefault(s => s.Active && (SearchText.Fold(s.Name) == SearchText.Fold(wanted) || string.Equals(s.Email, wanted, StringComparison.OrdinalIgnoreCase)))?.Id ?? throw new WrongCellException("owner", wanted);
        var team = owner is { } id && people.TryGetValue(id, out var person) && person.TeamIds.Count > 0 ? person.TeamIds[0] : (long?)null;
        var keys = new List<string>();
        if (settings.Match.Contains(MatchField.Phone)) keys.AddRange(points.Where(p => p.Kind == PointKind.Phone).Select(p => "p:" + ContactPoint.Normalise(p.Kind, p.Value)));
        if (settings.Match.Contains(MatchField.Email)) keys.AddRange(points.Where(p => p.Kind == PointKind.Email).Select(p => "e:" + ContactPoint.Normalise(p.Kind, p.Value)));
        if (settings.Match.Contains(MatchField.ExternalId) && values["externalId"] is { } external) keys.Add("x:" + external);
        if (settings.Match.Contains(MatchField.Number) && values["number"] is { } text2) keys.Add("n:" + (HumanNumber.TryParse(Customer.Prefix, text2, out var number) ? number : throw new WrongCellException("number", text2)));
        var folded = name is null ? "" : SearchText.Fold(name);
        if (keys.Count == 0 && folded.Length > 0) keys.Add("f:" + folded);
        return new Parsed(values, name, points, owner, team, keys, folded);
    }

    sealed record Hit(long Id, long Number, long? OwnerId, long? TeamId);

    sealed record Namesake(long Number, bool Organisation, bool Bare);

    async Task<(Dictionary<string, Hit> ByKey, Dictionary<string, Namesake> Names)> Known(ImportSettings settings, CancellationToken ct)
    {
        var keys = parsed.Values.SelectMany(p => p.Keys).Distinct().ToLookup(k => k[0], k => k[2..]);
        var byKey = new Dictionary<string, Hit>();
        var live = db.Customers.Where(c => c.MergedIntoId == null);
        foreach (var (letter, kind) in new[] { ('p', PointKind.Phone), ('e', PointKind.Email) })
        {
            var normals = keys[letter].ToList();
            if (normals.Count == 0) continue;
            foreach (var hit in await live.SelectMany(c => c.Points.Where(p => p.Kind == kind && normals.Contains(p.Normal)), (c, p) => new { p.Normal, c.Id, c.Number, c.OwnerId, c.TeamId }).OrderBy(h => h.Id).ToListAsync(ct))
                byKey.TryAdd($"{letter}:{hit.Normal}", new Hit(hit.Id, hit.Number, hit.OwnerId, hit.TeamId));
        }
        var numbers = keys['n'].Select(long.Parse).ToList();
        var externals = keys['x'].ToList();
        if (numbers.Count + externals.Count > 0)
            foreach (var c in await live.Where(c => numbers.Contains(c.Number) || (c.ExternalId != null && externals.Contains(c.ExternalId))).Select(c => new { c.Id, c.Number, c.OwnerId, c.TeamId, c.ExternalId }).ToListAsync(ct))
            {
                byKey["n:" + c.Number] = new Hit(c.Id, c.Number, c.OwnerId, c.TeamId);
                if (c.ExternalId is not null && settings.Match.Contains(MatchField.ExternalId)) byKey["x:" + c.ExternalId] = new Hit(c.Id, c.Number, c.OwnerId, c.TeamId);
            }
        var names = parsed.Values.Select(p => p.FoldedName).Where(n => n.Length > 0).Distinct().ToList();
        var namesakes = await live.Where(c => names.Contains(c.FoldedName)).Select(c => new { c.FoldedName, c.Number, c.Kind, Bare = !c.Points.Any(p => p.Kind != PointKind.Address) }).ToListAsync(ct);
        return (byKey, namesakes.GroupBy(n => n.FoldedName).ToDictionary(g => g.Key, g => new Namesake(g.First().Number, g.First().Kind == CustomerKind.Organisation, g.Any(n => n.Bare))));
    }
}
