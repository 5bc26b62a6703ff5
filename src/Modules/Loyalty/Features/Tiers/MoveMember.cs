using Crm.Loyalty.Data;
using Crm.Loyalty.Domain;
using Crm.Platform.Localization;
using Crm.Platform.Time;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Loyalty.Features.Tiers;

/// <summary>Moves a member to a tier by hand, with a reason, up to and including a day; then the points decide again.</summary>
[Needs("loyalty.tier")]
internal static class MoveMember
{
    public sealed record Query(long Id) : IRequest<View>;

    public sealed record View(Command Command, string Name, IReadOnlyList<(long Id, string NameEn, string NameZh)> Tiers);

    public sealed record Command : IRequest<Unit>
    {
        public long Id { get; init; }

        /// <summary>Null: none.</summary>
        public long? TierId { get; init; }

        /// <summary>The last day.</summary>
        public DateOnly? Until { get; init; }
        public string Reason { get; init; } = "";
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator(Texts texts, InstallationZone zone, TimeProvider clock)
        {
            RuleFor(c => c.Until).NotNull().Must(d => d is null || (d >= zone.DayOf(clock.GetUtcNow()) && d <= zone.DayOf(clock.GetUtcNow()).AddYears(5))).WithMessage(_ => texts["loyalty.tier.until"]);
            RuleFor(c => c.Reason).NotEmpty().MaximumLength(500);
        }
    }

    public sealed class Loader(LoyaltyDb db, CurrentUser user, InstallationZone zone) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query query, CancellationToken cancellationToken)
        {
            var name = await db.Members.Within(user.ScopeOf("loyalty.tier")).Where(m => m.Id == query.Id).Select(m => m.CustomerName).SingleOrDefaultAsync(cancellationToken) ?? throw new MissingException("member", query.Id);
            var standing = await db.Standings.AsNoTracking().SingleOrDefaultAsync(s => s.MemberId == query.Id, cancellationToken);
            var until = standing is { ByHand: true } ? zone.DayOf(standing.HoldsUntil).AddDays(-1) : zone.DayOf(db.Clock.GetUtcNow()).AddDays(90);
            return new(new() { Id = query.Id, TierId = standing?.TierId, Until = until, Reason = standing?.Reason ?? "" }, name,
                [.. (await db.Tiers.AsNoTracking().OrderBy(t => t.Rank).ToListAsync(cancellationToken)).Select(t => (t.Id, t.NameEn, t.NameZh))]);
        }
    }

    public sealed class Handler(LoyaltyDb db, CurrentUser user, Programmes programmes, Standings standings, InstallationZone zone) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            await using var transaction = await db.Begin(cancellationToken);
            var member = await db.LockMemberAlone(command.Id, cancellationToken);
            if (member is null || !user.ScopeOf("loyalty.tier").Covers(member.OwnerId, member.TeamId)) throw new MissingException("member", command.Id);
            var (now, tiers) = (db.Clock.GetUtcNow(), await programmes.Tiers(cancellationToken));
            var rank = command.TierId is not { } wanted ? 0 : tiers.RankOf(wanted) ?? throw new RuleException("loyalty.tier.unknown", nameof(command.TierId));
            var sum = await standings.Sum(member.CustomerId, Standings.WindowOf(now), cancellationToken);
            var until = zone.StartOf(command.Until!.Value.AddDays(1));
            var standing = await standings.Of(member, cancellationToken);
            var from = tiers.Of(member.TierRank);
            standing.MoveByHand(tiers.Of(rank), until, rank < tiers.Reached(sum), command.Reason, now);
            standings.Book(member, standing, TierChangeKind.Moved, from, tiers.Of(rank), sum, until, command.Reason.Trim(), user.Id, now);
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return Unit.Value;
        }
    }
}
