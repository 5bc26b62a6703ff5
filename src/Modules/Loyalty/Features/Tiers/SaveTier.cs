using Crm.Contracts.Tickets;
using Crm.Loyalty.Data;
using Crm.Loyalty.Domain;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Loyalty.Features.Tiers;

/// <summary>Adds a tier, or changes one. Places follow from thresholds; who stands on a tier stays on it.</summary>
[Needs("loyalty.programme")]
internal static class SaveTier
{
    public sealed record Query(long Id) : IRequest<Command>;

    public sealed record Command : IRequest<long>
    {
        /// <summary>0 adds a new one.</summary>
        public long Id { get; init; }
        public uint Version { get; init; }
        public string NameEn { get; init; } = "";
        public string NameZh { get; init; } = "";

        /// <summary>Qualifying points of twelve months.</summary>
        public long Threshold { get; init; }

        /// <summary>Points of those rules that let a tier multiply.</summary>
        public decimal Multiplier { get; init; } = 1;

        /// <summary>New tickets have at least this priority.</summary>
        public TicketPriority? Priority { get; init; }
        public string? BenefitsEn { get; init; }
        public string? BenefitsZh { get; init; }
        public TierColor Color { get; init; }
        public TierIcon Icon { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.NameEn).NotEmpty().MaximumLength(60);
            RuleFor(c => c.NameZh).NotEmpty().MaximumLength(60);
            RuleFor(c => c.Threshold).InclusiveBetween(1, 1_000_000_000);
            RuleFor(c => c.Multiplier).InclusiveBetween(0.01m, 100).PrecisionScale(5, 2, true);
            RuleFor(c => c.Priority).IsInEnum();
            RuleFor(c => c.BenefitsEn).MaximumLength(1000);
            RuleFor(c => c.BenefitsZh).MaximumLength(1000);
            RuleFor(c => c.Color).IsInEnum();
            RuleFor(c => c.Icon).IsInEnum();
        }
    }

    public sealed class Loader(LoyaltyDb db) : IRequestHandler<Query, Command>
    {
        public async Task<Command> Handle(Query query, CancellationToken cancellationToken) =>
            await db.Tiers.Where(t => t.Id == query.Id).Select(t => new Command
            {
                Id = t.Id, Version = t.Version, NameEn = t.NameEn, NameZh = t.NameZh, Threshold = t.Threshold, Multiplier = t.Multiplier, Priority = t.Priority, BenefitsEn = t.BenefitsEn, BenefitsZh = t.BenefitsZh, Color = t.Color, Icon = t.Icon,
            }).SingleOrDefaultAsync(cancellationToken) ?? throw new MissingException("tier", query.Id);
    }

    public sealed class Handler(LoyaltyDb db) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command c, CancellationToken cancellationToken)
        {
            var terms = new TierTerms(c.NameEn, c.NameZh, c.Threshold, c.Multiplier, c.Priority, c.BenefitsEn, c.BenefitsZh, c.Color, c.Icon);
            await using var transaction = await db.Begin(cancellationToken);
            await Ladder.Lock(db, cancellationToken);
            var all = await db.Tiers.ToListAsync(cancellationToken);
            if (all.Exists(t => t.Id != c.Id && t.Threshold == c.Threshold)) throw new RuleException("loyalty.tier.same", nameof(c.Threshold));
            if (all.Exists(t => t.Id != c.Id && (string.Equals(t.NameEn, c.NameEn.Trim(), StringComparison.OrdinalIgnoreCase)))) throw new RuleException("loyalty.tier.sameName", nameof(c.NameEn));
            Tier tier;
            if (c.Id == 0)
            {
                db.Tiers.Add(tier = new Tier(terms));
                all.Add(tier);
            }
            else
            {
                tier = all.Find(t => t.Id == c.Id) ?? throw new MissingException("tier", c.Id);
                db.Expect(tier, c.Version);
                tier.Change(terms);
            }
            await Ladder.Place(db, all, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return tier.Id;
        }
    }
}

/// <summary>Removes a tier nobody stands on.</summary>
[Needs("loyalty.programme")]
internal static class RemoveTier
{
    public sealed record Command(long Id) : IRequest<Unit>;

    public sealed class Handler(LoyaltyDb db) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            await using var transaction = await db.Begin(cancellationToken);
            await Ladder.Lock(db, cancellationToken);
            var all = await db.Tiers.ToListAsync(cancellationToken);
            var tier = all.Find(t => t.Id == command.Id) ?? throw new MissingException("tier", command.Id);
            if (await db.Standings.CountAsync(s => s.TierId == tier.Id, cancellationToken) is > 0 and var members) throw new RuleException("loyalty.tier.used", null, members);
            // In force or still to be: a rule that names a tier which is gone would give nobody anything.
            if ((await db.ProgrammeVersions.AsNoTracking().OrderByDescending(v => v.Number).Take(3).ToListAsync(cancellationToken)).Exists(v => v.Terms.Rules.Exists(r => r.Active && r.TierId == tier.Id))) throw new RuleException("loyalty.tier.namedInRule");
            all.Remove(tier);
            db.Tiers.Remove(tier);
            await Ladder.Place(db, all, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return Unit.Value;
        }
    }
}

/// <summary>The order of tiers.</summary>
internal static class Ladder
{
    public static Task Lock(LoyaltyDb db, CancellationToken ct) => db.Database.ExecuteSqlRawAsync("select pg_advisory_xact_lock(hashtext('loyalty.tiers'))", ct);

    /// <summary>Places tiers by threshold, and members by their tiers.</summary>
    public static async Task Place(LoyaltyDb db, IEnumerable<Tier> all, CancellationToken ct)
    {
        foreach (var (tier, i) in all.OrderBy(t => t.Threshold).Select((t, i) => (t, i))) tier.Place(i + 1);
        await db.SaveChangesAsync(ct);
        await db.Database.ExecuteSqlAsync($"update loyalty.members m set tier_rank = t.rank from loyalty.standings s join loyalty.tiers t on t.id = s.tier_id where s.member_id = m.id and m.tier_rank <> t.rank", ct);
    }
}

/// <summary>Tiers from the lowest up, with how many stand on each.</summary>
[Needs("loyalty.read")]
internal static class ListTiers
{
    public sealed record Query : IRequest<IReadOnlyList<Row>>;

    public sealed record Row(long Id, int Rank, string NameEn, string NameZh, long Threshold, decimal Multiplier, TicketPriority? Priority, string? BenefitsEn, string? BenefitsZh, TierColor Color, TierIcon Icon, int Members)
    {
        public string Name(string language) => language == "zh-CN" ? NameZh : NameEn;

        public string? Benefits(string language) => language == "zh-CN" ? BenefitsZh : BenefitsEn;
    }

    public sealed class Handler(LoyaltyDb db, CurrentUser user) : IRequestHandler<Query, IReadOnlyList<Row>>
    {
        public async Task<IReadOnlyList<Row>> Handle(Query query, CancellationToken cancellationToken)
        {
            var members = await db.Members.Within(user.ScopeOf("loyalty.read")).Where(m => m.TierRank > 0).GroupBy(m => m.TierRank).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken);
            return [.. (await db.Tiers.AsNoTracking().OrderBy(t => t.Rank).ToListAsync(cancellationToken))
                .Select(t => new Row(t.Id, t.Rank, t.NameEn, t.NameZh, t.Threshold, t.Multiplier, t.Priority, t.BenefitsEn, t.BenefitsZh, t.Color, t.Icon, members.GetValueOrDefault(t.Rank)))];
        }
    }
}
