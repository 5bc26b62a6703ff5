using Crm.Contracts.Customers;
using Crm.Contracts.Loyalty;
using Crm.Contracts.Staff;
using Crm.Contracts.Tickets;
using Crm.Platform.Jobs;
using Crm.Platform.Localization;
using Crm.Platform.Settings;
using Crm.Platform.Time;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Sweeps;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Goodwill;

/// <summary>Gives the ticket's customer points or a coupon: at once within one's own limit, above it as soon as a supervisor approves.</summary>
[Needs("goodwill.grant")]
internal static class AskGoodwill
{
    public sealed record Query(long TicketId) : IRequest<View>;

    /// <param name="IsMember">Points can be given to members only.</param>
    /// <param name="Limits">What the reader may still give by themselves.</param>
    public sealed record View(long TicketId, string Ticket, string Customer, bool IsMember, string Currency, int CouponDays, IReadOnlyList<GoodwillLimit> Limits, long PointsGiven, decimal MoneyGiven);

    public sealed record Command : IRequest<long>
    {
        public long TicketId { get; init; }
        /// <summary>Names this grant: sent twice, it is given once. Left out, it gets a name.</summary>
        public Guid? Key { get; init; }
        public GoodwillKind? Kind { get; init; }
        public long? Points { get; init; }
        public decimal? Amount { get; init; }
        public string? Currency { get; init; }
        public long? CauseId { get; init; }
        /// <summary>To the customer, mailed with the code of the coupon once it is there.</summary>
        public string? Words { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(Texts texts)
        {
            RuleFor(c => c.Kind).NotNull().IsInEnum();
            RuleFor(c => c.Points).NotNull().InclusiveBetween(1, 10_000_000).When(c => c.Kind == GoodwillKind.Points);
            RuleFor(c => c.Amount).NotNull().InclusiveBetween(0.01m, 10_000_000m).When(c => c.Kind == GoodwillKind.Coupon);
            RuleFor(c => c.Amount).Must(a => a is null || decimal.Round(a.Value, 2) == a).WithMessage(_ => texts["tickets.goodwill.rule.cents"]).When(c => c.Kind == GoodwillKind.Coupon);
            RuleFor(c => c.Currency).NotEmpty().Matches("^[A-Z]{3}$").When(c => c.Kind == GoodwillKind.Coupon);
            RuleFor(c => c.CauseId).NotNull();
            RuleFor(c => c.Words).MaximumLength(Domain.Goodwill.TextLength);
        }
    }

    internal sealed class Handler(TicketsDb db, ICustomerDirectory customers, IMemberDirectory members, IStaffDirectory staff, IRoleDirectory roles, ISettings settings, InstallationZone zone, CurrentUser user, TimeProvider clock)
        : IRequestHandler<Query, View>, IRequestHandler<Command, long>
    {
        public async Task<View> Handle(Query q, CancellationToken ct)
        {
            var (ticket, terms) = (await Find(q.TicketId, ct), await GoodwillTerms.Read(settings, ct));
            var name = await db.Customers.Where(c => c.Id == ticket.CustomerId).Select(c => c.Name).SingleOrDefaultAsync(ct);
            var (points, money) = await Given(terms, ct);
            return new View(ticket.Id, $"{ticket.Name} {ticket.Subject}", name ?? "", await members.OfCustomer(ticket.CustomerId, ct) is not null, terms.Currency, terms.CouponDays, [.. await Limits(terms, ct)], points, money);
        }

        public async Task<long> Handle(Command c, CancellationToken ct)
        {
            var (me, now, key) = (user.Id ?? throw new ForbiddenException("goodwill.grant"), clock.GetUtcNow(), c.Key ?? Guid.CreateVersion7());
            var (ticket, terms) = (await Find(c.TicketId, ct), await GoodwillTerms.Read(settings, ct));
            if (ticket.Status == TicketStatus.Merged) throw new RuleException("tickets.rule.closed");
            if (!await db.Codes.AnyAsync(x => x.Id == c.CauseId && x.Kind == CodeKind.Cause && x.Active, ct)) throw new RuleException("tickets.rule.no_code", nameof(c.CauseId));
            // The facts are the survivor's when the customer was merged and the news has not arrived here.
            var customer = (await customers.FactsOf([ticket.CustomerId], ct)).GetValueOrDefault(ticket.CustomerId);
            if (customer is not { Erased: false }) throw new RuleException("tickets.goodwill.rule.no_customer");
            if (c.Kind == GoodwillKind.Points && await members.OfCustomer(customer.Id, ct) is null) throw new RuleException("tickets.goodwill.rule.no_member", nameof(c.Kind), customer.Name);
            var gift = c.Kind == GoodwillKind.Points
                ? new GoodwillGift(GoodwillKind.Points, c.Points, null, null, null)
                : new GoodwillGift(GoodwillKind.Coupon, null, c.Amount, c.Currency, zone.DayOf(now).AddDays(terms.CouponDays));

            await using var transaction = await db.Begin(ct);
            // One after the other: two at once must not each find the month's limit untouched.
            await db.Turn($"goodwill:{me}", ct);
            if (await db.Goodwill.Where(g => g.PublicId == key).Select(g => new { g.Id, g.OwnerId, g.TicketId }).SingleOrDefaultAsync(ct) is { } earlier)
                return earlier.OwnerId == me && earlier.TicketId == ticket.Id ? earlier.Id : throw new RuleException("tickets.goodwill.rule.key_used");
            var (points, money) = await Given(terms, ct);
            var within = (await Limits(terms, ct)).Any(l => l.Allows(gift, terms.Currency, points, money));
            var row = Domain.Goodwill.Ask(key, ticket.Id, ticket.Type, ticket.CustomerId, ticket.TeamId, gift, c.CauseId!.Value, c.Words, within, me, now);
            db.Goodwill.Add(row);
            await db.SaveChangesAsync(ct);
            if (!within)
                foreach (var person in await staff.Deciders("goodwill.approve", me, ticket.TeamId, me, ct))
                    db.NotifyAbout(ticket.CustomerId, person, $"goodwill:{row.Id}", "gift", $"/tickets/goodwill/{row.Id}", "tickets.notice.goodwill", ticket.Name, user.Name);
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            return row.Id;
        }

        async Task<Ticket> Find(long id, CancellationToken ct) =>
            await db.Tickets.AsNoTracking().Within(user.ScopeOf("goodwill.grant")).SingleOrDefaultAsync(t => t.Id == id, ct) ?? throw new MissingException("Ticket", id);

        async Task<IEnumerable<GoodwillLimit>> Limits(GoodwillTerms terms, CancellationToken ct) => terms.Of(user.Id is { } me ? await roles.Of(me, ct) : []);

        // Given this month by one's own authority, and not taken back.
        async Task<(long Points, decimal Money)> Given(GoodwillTerms terms, CancellationToken ct)
        {
            var (me, today) = (user.Id, zone.DayOf(clock.GetUtcNow()));
            var since = zone.StartOf(new DateOnly(today.Year, today.Month, 1));
            var given = await db.Goodwill.Where(g => g.OwnerId == me && g.State == GoodwillState.Granted && g.DecidedById == null && g.GrantedAt >= since)
                .GroupBy(g => g.Currency).Select(g => new { g.Key, Points = g.Sum(x => x.Points), Money = g.Sum(x => x.Amount) }).ToListAsync(ct);
            return (given.Sum(g => g.Points ?? 0), given.Where(g => g.Key == terms.Currency).Sum(g => g.Money ?? 0));
        }
    }
}
