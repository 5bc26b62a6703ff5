using Crm.Contracts.Loyalty;
using Crm.Contracts.Staff;
using Crm.Contracts.Tickets;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Care;

/// <summary>What a ticket's customer was given, and how the work on it was judged, as far as the reader may know.</summary>
[Needs("tickets.read")]
internal static class ShowCare
{
    public sealed record Query(long TicketId) : IRequest<Result>;

    public sealed record Result(long TicketId, IReadOnlyList<Gift> Gifts, Check? Check, bool MayGive);

    public sealed record Gift(long Id, long? Points, decimal? Amount, string? Currency, DateOnly? LastDay, GoodwillState State, bool Booked, string? Code, DateTimeOffset? UsedAt, string? AskedBy, DateTimeOffset AskedAt, bool MayOpen);

    public sealed record Check(long Id, QualityStatus Status, decimal? Score, bool IsOwn);

    internal sealed class Handler(TicketsDb db, ICouponDirectory coupons, IStaffDirectory staff, CurrentUser user) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query q, CancellationToken ct)
        {
            var me = user.Id;
            var ticket = await db.Tickets.Within(user.ScopeOf("tickets.read")).Where(t => t.Id == q.TicketId).Select(t => new { t.OwnerId, t.TeamId, t.Status, t.HasMerged }).SingleOrDefaultAsync(ct) ?? throw new MissingException("Ticket", q.TicketId);
            // What was given on tickets that go on here shows here, too. Few have any.
            List<long> tickets = [q.TicketId, .. ticket.HasMerged ? await db.Tickets.Where(t => t.MergedIntoId == q.TicketId).Select(t => t.Id).ToListAsync(ct) : []];
            var grants = await db.Goodwill.AsNoTracking().Where(g => tickets.Contains(g.TicketId)).OrderByDescending(g => g.Id).ToListAsync(ct);
            var check = await db.QualityChecks.AsNoTracking().SingleOrDefaultAsync(c => c.TicketId == q.TicketId, ct);
            var mayGive = user.ScopeOf("goodwill.grant");
            List<Guid> issued = [.. grants.Where(g => g is { Kind: GoodwillKind.Coupon, BookedAt: not null }).Select(g => g.PublicId)];
            var codes = issued.Count == 0 ? new Dictionary<Guid, CouponFacts>() : await coupons.OfGrants(issued, ct);
            var people = await staff.Everyone(ct);
            var seen = check is not null && (check.OwnerId == me ? check.ScoredAt is not null : user.ScopeOf("tickets.quality").Covers(check.OwnerId, check.TeamId));
            return new Result(q.TicketId,
                [.. grants.Select(g => (g, Open: mayGive.Covers(g.OwnerId, g.TeamId), Coupon: codes.GetValueOrDefault(g.PublicId))).Select(x =>
                    new Gift(x.g.Id, x.g.Points, x.g.Amount, x.g.Currency, x.g.LastDay, x.g.State, x.g.BookedAt is not null, x.Open ? x.Coupon?.Code : null, x.Coupon?.UsedAt, x.g.OwnerId is { } o ? people.GetValueOrDefault(o)?.Name : null, x.g.AskedAt, x.Open))],
                seen ? new Check(check!.Id, check.Status, check.Score, check.OwnerId == me) : null,
                me is not null && ticket.Status != TicketStatus.Merged && mayGive.Covers(ticket.OwnerId, ticket.TeamId));
        }
    }
}
