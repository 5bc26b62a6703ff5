using Crm.Contracts.Loyalty;
using Crm.Contracts.Staff;
using Crm.Contracts.Tickets;
using Crm.Platform.Data;
using Crm.Platform.Localization;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Goodwill;

/// <summary>A grant, with what became of it.</summary>
[Needs("goodwill.grant")]
internal static class ViewGoodwill
{
    public sealed record Query(long Id) : IRequest<Result>;

    public sealed record Result
    {
        public long Id { get; init; }
        public uint Version { get; init; }
        public Guid PublicId { get; init; }
        public long TicketId { get; init; }
        public string Ticket { get; init; } = "";
        public TicketType Type { get; init; }
        public long CustomerId { get; init; }
        public string Customer { get; init; } = "";
        public string? Team { get; init; }
        public GoodwillKind Kind { get; init; }
        public long? Points { get; init; }
        public decimal? Amount { get; init; }
        public string? Currency { get; init; }
        public DateOnly? LastDay { get; init; }
        /// <summary>The coupon, once it is issued.</summary>
        public string? Code { get; init; }
        public DateTimeOffset? UsedAt { get; init; }
        public string Cause { get; init; } = "";
        public string? Words { get; init; }
        public GoodwillState State { get; init; }
        public string? AskedBy { get; init; }
        public DateTimeOffset AskedAt { get; init; }
        public DateTimeOffset? GrantedAt { get; init; }
        public DateTimeOffset? BookedAt { get; init; }
        public string? DecidedBy { get; init; }
        public DateTimeOffset? DecidedAt { get; init; }
        public string? DecisionNote { get; init; }
        public string? TakenBackBy { get; init; }
        public DateTimeOffset? TakenBackAt { get; init; }
        public string? TakenBackNote { get; init; }
        public bool MayDecide { get; init; }
        public bool MayWithdraw { get; init; }
        public bool MayTakeBack { get; init; }
    }

    internal sealed class Handler(TicketsDb db, ICouponDirectory coupons, IStaffDirectory staff, CurrentUser user, Texts texts) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query q, CancellationToken ct)
        {
            var g = await db.Goodwill.AsNoTracking().Within(user.ScopeOf("goodwill.grant")).SingleOrDefaultAsync(x => x.Id == q.Id, ct) ?? throw new MissingException("Goodwill", q.Id);
            var ticket = await db.Tickets.Where(t => t.Id == g.TicketId).Select(t => new { t.Number, t.Subject }).SingleAsync(ct);
            var customer = await db.Customers.Where(c => c.Id == g.CustomerId).Select(c => c.Name).SingleOrDefaultAsync(ct);
            var cause = await db.Codes.AsNoTracking().SingleAsync(c => c.Id == g.CauseId, ct);
            var coupon = g is { Kind: GoodwillKind.Coupon, BookedAt: not null } ? (await coupons.OfGrants([g.PublicId], ct)).GetValueOrDefault(g.PublicId) : null;
            var (people, teams) = (await staff.Everyone(ct), await staff.Teams(ct));
            string? Name(long? id) => id is { } i ? people.GetValueOrDefault(i)?.Name ?? texts["tickets.someone"] : null;
            string? Said(string? words) => words == Domain.Ticket.Erased ? texts["tickets.erased"] : words;
            var mayApprove = user.Id is not null && user.ScopeOf("goodwill.approve").Covers(g.OwnerId, g.TeamId);
            return new Result
            {
                Id = g.Id, Version = g.Version, PublicId = g.PublicId, TicketId = g.TicketId, Ticket = $"{HumanNumber.Format(Ticket.Prefix, ticket.Number)} {Said(ticket.Subject)}", Type = g.Type, CustomerId = g.CustomerId, Customer = customer ?? "",
                Team = g.TeamId is { } team ? teams.GetValueOrDefault(team)?.Name : null, Kind = g.Kind, Points = g.Points, Amount = g.Amount, Currency = g.Currency, LastDay = g.LastDay, Code = coupon?.Code, UsedAt = coupon?.UsedAt, Cause = cause.In(user.Language), Words = Said(g.Words),
                State = g.State, AskedBy = Name(g.OwnerId), AskedAt = g.AskedAt, GrantedAt = g.GrantedAt, BookedAt = g.BookedAt, DecidedBy = Name(g.DecidedById), DecidedAt = g.DecidedAt, DecisionNote = Said(g.DecisionNote),
                TakenBackBy = Name(g.TakenBackById), TakenBackAt = g.TakenBackAt, TakenBackNote = Said(g.TakenBackNote),
                MayDecide = mayApprove && g.State == GoodwillState.Waiting && g.OwnerId != user.Id, MayWithdraw = g.State == GoodwillState.Waiting && g.OwnerId == user.Id, MayTakeBack = mayApprove && g.State == GoodwillState.Granted && coupon?.UsedAt is null,
            };
        }
    }
}
