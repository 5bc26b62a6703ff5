using Crm.Contracts.Customers;
using Crm.Customers.Data;
using Crm.Customers.Domain.Facts;
using Crm.Customers.Domain.Rules;
using Crm.Customers.Features.Customers;
using Crm.Customers.Features.Rules;
using Crm.Platform.Localization;
using Crm.Platform.Time;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Segments;

/// <summary>Who may use which segment, and whom it holds.</summary>
internal static class SegmentAccess
{
    /// <summary>Segments the reader may use: their own, and what is shared.</summary>
    public static IQueryable<Segment> For(this IQueryable<Segment> segments, CurrentUser user)
    {
        var me = user.Id;
        return user.IsSystem ? segments : segments.Where(s => s.Shared || s.OwnerId == me);
    }

    /// <summary>Whether the reader may change it: their own, shared ones of others with the right to settings, never those the product made.</summary>
    public static bool MayChange(this Segment segment, CurrentUser user) =>
        segment.Key is null && user.Can("customers.segments") && (user.IsSystem || segment.OwnerId == user.Id || user.Can("customers.settings"));

    /// <summary>Its name in a language: as people called it, or a text of the product.</summary>
    public static string NameIn(this Segment segment, Texts texts) => segment.Key switch
    {
        null => segment.Name,
        "cluster" => texts["customers.segment.cluster", segment.Part ?? 0],
        _ => texts["customers.segment.rfm", texts[Group(segment)]],
    };

    /// <summary>What it means, for those the product made.</summary>
    public static string? DescriptionIn(this Segment segment, Texts texts) => segment.Key switch
    {
        null => segment.Description,
        "cluster" => texts["customers.segment.cluster.text"],
        _ => texts["customers.segment." + segment.Key + ".text"],
    };

    static RfmGroup Group(Segment segment) => Enum.GetValues<RfmGroup>().First(g => ShippedRules.KeyOf(g) == segment.Key);

    /// <summary>The rows of facts of a segment's members inside the reader's scope.</summary>
    public static IQueryable<FactRow> Members(this CustomersDb db, Rule rule, CurrentUser user, InstallationZone zone, TimeProvider clock) =>
        db.Facts.Within(user.ScopeOf("customers.read")).Admitted(rule).Matching(rule, clock.GetUtcNow(), zone);

    /// <summary>Who waits to be admitted is in no segment, save one that asks for admission itself.</summary>
    static IQueryable<FactRow> Admitted(this IQueryable<FactRow> facts, Rule rule) =>
        rule.Every().Any(c => c.Fact == "admission") ? facts : facts.Where(f => f.Admission == Admission.Admitted);

    /// <summary>The segment, when the reader may change it.</summary>
    public static async Task<Segment> Changeable(this CustomersDb db, long id, CurrentUser user, CancellationToken ct)
    {
        var segment = await db.Usable(id, user, ct);
        return segment.MayChange(user) ? segment : throw new ForbiddenException("customers.segments");
    }

    /// <summary>Customers that the filter's text finds, in its segment, which the reader may use, and with its automatic tag.</summary>
    public static async Task<IQueryable<Domain.Customer>> Narrow(this CustomersDb db, IQueryable<Domain.Customer> customers, ListCustomers.Filter filter, CurrentUser user, InstallationZone zone, TimeProvider clock, CancellationToken ct)
    {
        customers = (await db.Search(filter.Q, ct)).Of(customers);
        if (filter.AutoTag is { } tag) customers = customers.Where(c => db.TagHolders.Any(h => h.TagId == tag && h.CustomerId == c.Id));
        // Days no calendar of ours knows narrow nothing.
        if (filter.CreatedFrom is { Year: > 1900 and < 9000 } first) { var from = zone.StartOf(first); customers = customers.Where(c => c.CreatedAt >= from); }
        if (filter.CreatedTo is { Year: > 1900 and < 9000 } last) { var to = zone.StartOf(last.AddDays(1)); customers = customers.Where(c => c.CreatedAt < to); }
        if (filter.Segment is not { } segment) return customers;
        var rule = (await db.Usable(segment, user, ct)).Rule;
        var members = db.Facts.Admitted(rule).Matching(rule, clock.GetUtcNow(), zone);
        return customers.Where(c => members.Any(f => f.CustomerId == c.Id));
    }

    /// <summary>The segment, when the reader may use it.</summary>
    public static async Task<Segment> Usable(this CustomersDb db, long id, CurrentUser user, CancellationToken ct) =>
        await db.Segments.For(user).FirstOrDefaultAsync(s => s.Id == id, ct) ?? throw new MissingException("Segment", id);
}

/// <summary>What other modules ask about segments.</summary>
internal sealed class CustomerSegments(CustomersDb db, ICustomerDirectory customers, CurrentUser user, InstallationZone zone, TimeProvider clock, Texts texts) : ICustomerSegments
{
    public async Task<IReadOnlyList<SegmentFacts>> Usable(CancellationToken ct) =>
        [.. (await db.Segments.AsNoTracking().For(user).Where(s => !s.Retired).OrderBy(s => s.Key != null).ThenBy(s => s.Id).Take(500).ToListAsync(ct)).Select(Facts)];

    public async Task<IReadOnlyDictionary<long, SegmentFacts>> FactsOf(IReadOnlyCollection<long> ids, CancellationToken ct) =>
        (await db.Segments.AsNoTracking().Where(s => ids.Contains(s.Id)).ToListAsync(ct)).ToDictionary(s => s.Id, Facts);

    public async Task<bool> MayUse(long segmentId, CancellationToken ct) => await db.Segments.For(user).AnyAsync(s => s.Id == segmentId && !s.Retired, ct);

    public async Task<long> Count(long segmentId, CancellationToken ct) => await (await Audience(segmentId, ct)).LongCountAsync(ct);

    public async Task<IReadOnlyList<CustomerFacts>> Members(long segmentId, long afterId, int limit, CancellationToken ct)
    {
        var ids = await (await Audience(segmentId, ct)).Where(f => f.CustomerId > afterId).OrderBy(f => f.CustomerId).Select(f => f.CustomerId).Take(limit).ToListAsync(ct);
        var facts = await customers.FactsOf(ids, ct);
        return [.. ids.Where(facts.ContainsKey).Select(id => facts[id])];
    }

    public async Task<IReadOnlySet<long>> Among(long segmentId, IReadOnlyCollection<long> customerIds, CancellationToken ct) =>
        customerIds.Count == 0 ? new HashSet<long>() : (await (await Audience(segmentId, ct)).Where(f => customerIds.Contains(f.CustomerId)).Select(f => f.CustomerId).ToListAsync(ct)).ToHashSet();

    /// <summary>Audiences are made of admitted customers only.</summary>
    async Task<IQueryable<FactRow>> Audience(long segmentId, CancellationToken ct)
    {
        var segment = await db.Segments.AsNoTracking().FirstOrDefaultAsync(s => s.Id == segmentId, ct) ?? throw new MissingException("Segment", segmentId);
        return db.Facts.Where(f => f.Admission == Admission.Admitted).Matching(segment.Rule, clock.GetUtcNow(), zone);
    }

    SegmentFacts Facts(Segment s) => new(s.Id, s.NameIn(texts), s.DescriptionIn(texts), s.Shared);
}
