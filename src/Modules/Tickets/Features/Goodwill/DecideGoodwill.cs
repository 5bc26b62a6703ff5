using System.Globalization;
using Crm.Contracts.Loyalty;
using Crm.Platform.Jobs;
using Crm.Platform.Localization;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Care;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Goodwill;

/// <summary>Approves what is above the asker's limit, or declines it with a reason. Never by the asker.</summary>
[Needs("goodwill.approve")]
internal static class DecideGoodwill
{
    /// <summary>What comes of it.</summary>
    public enum GoodwillOutcome { Approve, Decline }

    public sealed record Command : IRequest
    {
        public long Id { get; init; }
        public GoodwillOutcome? Decision { get; init; }
        public string? Note { get; init; }
        public uint? Version { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Decision).NotNull().IsInEnum();
            RuleFor(c => c.Note).NotEmpty().When(c => c.Decision == GoodwillOutcome.Decline);
            RuleFor(c => c.Note).MaximumLength(Domain.Goodwill.TextLength);
        }
    }

    internal sealed class Handler(TicketsDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            var (me, now) = (user.Id ?? throw new ForbiddenException("goodwill.approve"), clock.GetUtcNow());
            var row = await db.FindGoodwill(c.Id, c.Version, user, ct);
            if (c.Decision == GoodwillOutcome.Approve) row.Approve(c.Note, me, now);
            else row.Decline(c.Note!, me, now);
            await db.TellAsker(row, "decided", c.Decision == GoodwillOutcome.Approve ? "tickets.notice.goodwill_approved" : "tickets.notice.goodwill_declined", ct);
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }
}

/// <summary>Takes back what was given, with a reason: points by a reversal in the ledger, a coupon that was not used by making it void.</summary>
[Needs("goodwill.approve")]
internal static class TakeBackGoodwill
{
    public sealed record Command : IRequest
    {
        public long Id { get; init; }
        public string Reason { get; init; } = "";
        public uint? Version { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Reason).NotEmpty().MaximumLength(Domain.Goodwill.TextLength);
    }

    internal sealed class Handler(TicketsDb db, ICouponDirectory coupons, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            var row = await db.FindGoodwill(c.Id, c.Version, user, ct);
            if (row.Kind == GoodwillKind.Coupon && (await coupons.OfGrants([row.PublicId], ct)).GetValueOrDefault(row.PublicId)?.UsedAt is not null) throw new RuleException("tickets.goodwill.rule.used");
            row.TakeBack(c.Reason, user.Id ?? throw new ForbiddenException("goodwill.approve"), clock.GetUtcNow());
            await db.TellAsker(row, "taken-back", "tickets.notice.goodwill_taken_back", ct);
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }
}

/// <summary>Whoever asked withdraws it while it waits.</summary>
[Needs("goodwill.grant")]
internal static class WithdrawGoodwill
{
    public sealed record Command(long Id, uint? Version = null) : IRequest<long>;

    internal sealed class Handler(TicketsDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command c, CancellationToken ct)
        {
            var row = await db.FindGoodwill(c.Id, c.Version, user, ct, "goodwill.grant");
            row.Withdraw(user.Id ?? throw new ForbiddenException("goodwill.grant"), clock.GetUtcNow());
            await db.SaveChangesAsync(ct);
            return row.TicketId;
        }
    }
}

internal static class GoodwillReading
{
    public static async Task<Domain.Goodwill> FindGoodwill(this TicketsDb db, long id, uint? version, CurrentUser user, CancellationToken ct, string permission = "goodwill.approve")
    {
        var row = await db.Goodwill.Within(user.ScopeOf(permission)).SingleOrDefaultAsync(g => g.Id == id, ct) ?? throw new MissingException("Goodwill", id);
        return row.SeenAs(version);
    }

    public static async Task TellAsker(this TicketsDb db, Domain.Goodwill row, string what, string text, CancellationToken ct)
    {
        var ticket = await db.Tickets.AsNoTracking().SingleAsync(t => t.Id == row.TicketId, ct);
        if (row.OwnerId is { } asker) db.NotifyAbout(row.CustomerId, asker, $"goodwill-{what}:{row.Id}", "gift", $"/tickets/goodwill/{row.Id}", text, ticket.Name);
    }

    /// <summary>What is given, in words: "500 points", "¥50.00".</summary>
    public static string Gift(this Texts texts, Show show, long? points, decimal? amount, string? currency) => points is { } p ? texts["tickets.goodwill.n_points", show.Number(p)] : show.Money(amount ?? 0, currency ?? "");

    /// <summary>The same in a given language, for a mail.</summary>
    public static string GiftIn(this Texts texts, string language, Domain.Goodwill row) => row.Points is { } p
        ? texts.In(language, "tickets.goodwill.n_points", p.ToString("N0", CultureInfo.InvariantCulture))
        : Show.Written(row.Amount!.Value, row.Currency!);
}
