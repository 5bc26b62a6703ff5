using Crm.Contracts.Customers;
using Crm.Contracts.Staff;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Customers.Features.Merging;
using Crm.Platform.Data;
using Crm.Platform.Search;
using Crm.Platform.Settings;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Customers;

/// <summary>A record that may be the same customer. Outside the reader's scope only its owner is told; <paramref name="AskUrl"/> asks for access.</summary>
internal sealed record Existing(long? Id, string? Number, string? Name, string? Owner, string? Url, string? AskUrl = null);

/// <summary>A customer we have who may be the one described. <paramref name="Likely"/> ones stop a save; the others are worth a look.</summary>
internal sealed record Twin(long Id, long Number, string Name, long? OwnerId, long? TeamId, Comparison Comparison, bool Likely);

/// <summary>
/// Finds likely duplicates of what is typed or imported. The same phone or e-mail is one; so is the same name of an
/// organisation. People share names, so a person's name counts only while one of the two records has no phone or
/// e-mail to tell them apart. Beyond that, whatever the scan's comparison finds certain.
/// </summary>
internal sealed class Duplicates(CustomersDb db, DuplicateScanner scanner, AccessLinks links, IStaffDirectory staff, ISettings settings, CurrentUser user)
{
    const int Most = 5;

    /// <summary>Most customers of one phone, e-mail or name that are compared.</summary>
    const int MostOfOne = 50;

    sealed record Found(string Text, long Id);

    /// <summary>Refuses a profile that looks like a customer we have, unless the sender insists and the setting lets them.</summary>
    public async Task Refuse(Profile profile, long? exceptId, bool insists, CancellationToken ct)
    {
        var block = await settings.Get(DuplicateSettings.Block, false, ct);
        if (insists && !block) return;
        var twins = (await Find([profile], exceptId, ct))[0].Where(t => t.Likely).ToList();
        if (twins.Count == 0) return;
        var scope = user.ScopeOf("customers.read");
        var people = await staff.Everyone(ct);
        var seen = twins.Find(c => scope.Covers(c.OwnerId, c.TeamId));
        var ownerId = (seen ?? twins[0]).OwnerId;
        var owner = ownerId is { } id && people.TryGetValue(id, out var person) ? person.Name : null;
        var blocked = block ? ".blocked" : "";
        if (seen is not null) throw new DuplicateException("customers.duplicate" + blocked, new Existing(seen.Id, HumanNumber.Format(Customer.Prefix, seen.Number), seen.Name, owner, $"/customers/{seen.Id}")) { MayInsist = !block };
        var masked = new Existing(null, null, null, owner, null, links.To(twins[0].Id));
        if (owner is not null) throw new DuplicateException("customers.duplicate.elsewhere" + blocked, masked, owner) { MayInsist = !block };
        throw new DuplicateException("customers.duplicate.nobody" + blocked, masked) { MayInsist = !block };
    }

    /// <summary>
    /// For each profile the customers it may be, most alike first, of whatever scope: who shows them masks. A constant
    /// number of queries for any number of profiles; ask in batches of some hundreds.
    /// </summary>
    public async Task<IReadOnlyList<IReadOnlyList<Twin>>> Find(IReadOnlyList<Profile> profiles, long? exceptId, CancellationToken ct)
    {
        var points = profiles.Select(p => p.Points.Select(x => (x.Kind, Normal: ContactPoint.Normalise(x.Kind, x.Value))).ToList()).ToList();
        var asked = profiles.Select((p, i) => Likeness.Of(0, p.Kind, p.Name, p.Birthday, points[i])).ToList();
        var keys = asked.Select(BlockingKeys.Of).ToList();
        var folded = profiles.Select(p => SearchText.Fold(p.Name)).ToList();
        var reach = points.Select(p => p.Where(x => x.Kind != PointKind.Address).Select(x => x.Normal).Distinct().ToList()).ToList();

        // The scan's keys know what is a minute old; phones, e-mails and names are asked for themselves.
        var byKey = await scanner.Blocks(keys.SelectMany(k => k).Distinct().ToArray(), ct);
        var (allReach, allNames) = (reach.SelectMany(r => r).Distinct().ToList(), folded.Where(f => f.Length > 0).Distinct().ToList());
        // Of each so many: a switchboard of thousands, or a name that half a city bears, must not crowd out the others.
        var byReach = (await db.Database.SqlQuery<Found>($"""
            select r.text as "Text", p.customer_id as "Id" from unnest({allReach}) r (text)
            cross join lateral (select customer_id from customers.customer_points p where p.normal = r.text and p.kind <> 'address' order by p.kind limit {MostOfOne}) p
            """).ToListAsync(ct)).ToLookup(f => f.Text, f => f.Id);
        var byName = (await db.Database.SqlQuery<Found>($"""
            select n.text as "Text", c.id as "Id" from unnest({allNames}) n (text)
            cross join lateral (select id from customers.customers c where c.folded_name = n.text and c.merged_into_id is null limit {MostOfOne}) c
            """).ToListAsync(ct)).ToLookup(f => f.Text, f => f.Id);

        var candidates = Enumerable.Range(0, profiles.Count)
            .Select(i => Nearest(keys[i], byKey).Concat(reach[i].SelectMany(r => byReach[r])).Concat(byName[folded[i]]).Where(id => id != exceptId).Distinct().ToList()).ToList();
        var rows = await scanner.Load(candidates.SelectMany(c => c).Distinct().ToList(), ct);
        var twins = candidates.Select((ids, i) => ids.Where(id => rows.TryGetValue(id, out var row) && !row.Merged)
            .Select(id => (Id: id, Comparison: Comparison.Of(asked[i], rows[id].Likeness, byKey.GetValueOrDefault(BlockingKeys.OfName(asked[i]), []).Length + 1), Likely: IsLikely(asked[i], rows[id].Likeness, byName[folded[i]].Contains(id))))
            .Select(t => t with { Likely = t.Likely || t.Comparison.Bits >= Comparison.Certain })
            .Where(t => t.Likely || t.Comparison.Bits >= Comparison.Possible)
            .OrderByDescending(t => t.Likely).ThenByDescending(t => t.Comparison.Bits).ThenBy(t => t.Id).Take(Most).ToList()).ToList();

        var shown = twins.SelectMany(t => t).Select(t => t.Id).Distinct().ToList();
        var facts = await db.Customers.Where(c => shown.Contains(c.Id)).Select(c => new { c.Id, c.Number, c.Name, c.OwnerId, c.TeamId }).ToDictionaryAsync(c => c.Id, ct);
        return [.. twins.Select(list => list.Where(t => facts.ContainsKey(t.Id)).Select(t => new Twin(t.Id, facts[t.Id].Number, facts[t.Id].Name, facts[t.Id].OwnerId, facts[t.Id].TeamId, t.Comparison, t.Likely)).ToList())];
    }

    /// <summary>Those who share the most telling keys.</summary>
    static IEnumerable<long> Nearest(long[] keys, Dictionary<long, long[]> byKey)
    {
        var shared = new Dictionary<long, double>();
        foreach (var block in keys.Select(k => byKey.GetValueOrDefault(k, [])).Where(b => b.Length <= DuplicateScanner.LargestBlock))
            foreach (var id in block) shared[id] = shared.GetValueOrDefault(id) + (1.0 / block.Length);
        return shared.OrderByDescending(s => s.Value).ThenBy(s => s.Key).Take(DuplicateScanner.MostCompared).Select(s => s.Key);
    }

    static bool IsLikely(Likeness asked, Likeness known, bool sameName) =>
        asked.Phones.Intersect(known.Phones).Any() || asked.Emails.Intersect(known.Emails).Any()
        || (sameName && NameTells(asked.Kind, asked.HasReach, known.Kind, known.HasReach));

    /// <summary>Whether the same name makes two records one customer.</summary>
    public static bool NameTells(CustomerKind kind, bool hasReach, CustomerKind knownKind, bool knownHasReach) =>
        kind == knownKind && (kind == CustomerKind.Organisation || !hasReach || !knownHasReach);
}
