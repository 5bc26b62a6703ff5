using Crm.Loyalty.Data;
using Crm.Loyalty.Domain;
using Crm.Platform.Jobs;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Loyalty.Features.Adjustments;

/// <summary>What comes of an adjustment that waits.</summary>
internal enum AdjustmentDecision { Approve, Refuse }

/// <summary>Approves an adjustment above the limit, which is booked with it, or refuses it with a reason. Never by whoever asked.</summary>
[Needs("loyalty.approve")]
internal static class DecideAdjustment
{
    public sealed record Command : IRequest<Unit>
    {
        public long Id { get; init; }
        public AdjustmentDecision? Decision { get; init; }
        public string? Note { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Decision).NotNull().IsInEnum();
            RuleFor(c => c.Note).NotEmpty().When(c => c.Decision == AdjustmentDecision.Refuse);
            RuleFor(c => c.Note).MaximumLength(Adjustment.TextLength);
        }
    }

    public sealed class Handler(LoyaltyDb db, AdjustmentBooking booking, CurrentUser user) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var (me, now) = (user.Id ?? throw new ForbiddenException("loyalty.approve"), db.Clock.GetUtcNow());
            await using var transaction = await db.Begin(cancellationToken);
            var adjustment = await db.LockAdjustment(command.Id, user.ScopeOf("loyalty.approve"), cancellationToken);
            if (command.Decision == AdjustmentDecision.Refuse) adjustment.Refuse(command.Note!, me, now);
            else
            {
                adjustment.Approve(command.Note, me, now);
                // By the customer: a merge since it was asked for has handed the points to the survivor.
                var member = await db.LockMembersOf([adjustment.CustomerId], cancellationToken);
                await booking.Book(adjustment, member.GetValueOrDefault(adjustment.CustomerId) ?? throw new RuleException("loyalty.adjust.noMember"), cancellationToken);
            }
            if (adjustment.AskedById is { } asker)
                db.NotifyAbout(adjustment.CustomerId, asker, $"adjustment-decided:{adjustment.Id}", "coins", $"/loyalty/adjustments/{adjustment.Id}",
                    command.Decision == AdjustmentDecision.Approve ? "loyalty.notice.approved" : "loyalty.notice.refused", await db.Members.Where(m => m.CustomerId == adjustment.CustomerId).Select(m => m.CustomerName).FirstOrDefaultAsync(cancellationToken) ?? "");
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return Unit.Value;
        }
    }
}

/// <summary>Whoever asked withdraws an adjustment while it waits.</summary>
[Needs("loyalty.adjust")]
internal static class WithdrawAdjustment
{
    public sealed record Command(long Id) : IRequest<Unit>;

    public sealed class Handler(LoyaltyDb db, CurrentUser user) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            await using var transaction = await db.Begin(cancellationToken);
            (await db.LockAdjustment(command.Id, user.ScopeOf("loyalty.adjust"), cancellationToken)).Withdraw(user.Id ?? throw new ForbiddenException("loyalty.adjust"), db.Clock.GetUtcNow());
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return Unit.Value;
        }
    }
}

internal static class AdjustmentLock
{
    /// <summary>An adjustment within a scope, locked: two who decide at once do it one after the other.</summary>
    public static async Task<Adjustment> LockAdjustment(this LoyaltyDb db, long id, RowScope scope, CancellationToken ct) =>
        (await db.Adjustments.FromSql($"select a.*, a.xmin from loyalty.adjustments a where id = {id} for update").ToListAsync(ct)).SingleOrDefault(a => scope.Covers(a.OwnerId, a.TeamId)) ?? throw new MissingException("adjustment", id);
}
