using Crm.Contracts.Staff;
using Crm.Loyalty.Data;
using Crm.Loyalty.Domain;
using Crm.Platform.Jobs;
using Crm.Platform.Settings;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Loyalty.Features.Adjustments;

/// <summary>Gives a member points, takes some away, or reverses an entry: at once within the limit, above it as soon as somebody else approves.</summary>
[Needs("loyalty.adjust")]
internal static class AskAdjustment
{
    public sealed record Query(long MemberId, long? EntryId = null) : IRequest<View>;

    /// <param name="Reverses">What the entry that is to be reversed did.</param>
    /// <param name="Limit">What needs no approval.</param>
    public sealed record View(long MemberId, string CustomerName, long Spendable, long Limit, Entry? Reverses);

    public sealed record Entry(long Id, DateTimeOffset At, string Source, long Change);

    public sealed record Command : IRequest<Asked>
    {
        public long MemberId { get; init; }

        /// <summary>Negative takes away. Nothing where an entry is reversed.</summary>
        public long? Points { get; init; }

        /// <summary>The entry to reverse.</summary>
        public long? EntryId { get; init; }
        public AdjustmentReason? Reason { get; init; }
        public string Text { get; init; } = "";

        /// <summary>Names this adjustment: the same key adjusts once, whoever sends it again gets the first answer.</summary>
        public string Key { get; init; } = "";
    }

    public sealed record Asked(long Id, long MemberId, long Points, AdjustmentState State);

    public sealed class Validator : AbstractValidator<Command>
    {
        public const long Most = 10_000_000;

        public Validator()
        {
            RuleFor(c => c.MemberId).NotEmpty();
            RuleFor(c => c.Points).NotNull().NotEqual(0).InclusiveBetween(-Most, Most).When(c => c.EntryId is null);
            RuleFor(c => c.Points).Null().When(c => c.EntryId is not null);
            RuleFor(c => c.Reason).NotNull().IsInEnum();
            RuleFor(c => c.Text).NotEmpty().MaximumLength(Adjustment.TextLength);
            RuleFor(c => c.Key).NotEmpty().MaximumLength(100);
        }
    }

    public sealed class Handler(LoyaltyDb db, AdjustmentBooking booking, IStaffDirectory staff, ISettings settings, CurrentUser user) : IRequestHandler<Query, View>, IRequestHandler<Command, Asked>
    {
        public async Task<View> Handle(Query query, CancellationToken cancellationToken)
        {
            var now = db.Clock.GetUtcNow();
            var member = await db.Members.Within(user.ScopeOf("loyalty.adjust")).Where(m => m.Id == query.MemberId)
                .Select(m => new { m.CustomerName, Spendable = m.Lots.Where(l => l.ExpiresAt > now && (l.AvailableAt == null || l.AvailableAt <= now)).Sum(l => l.Remainder) }).SingleOrDefaultAsync(cancellationToken) ?? throw new MissingException("member", query.MemberId);
            Entry? reverses = null;
            if (query.EntryId is { } id)
                reverses = await db.Entries.AsNoTracking().SingleOrDefaultAsync(e => e.Id == id && e.MemberId == query.MemberId, cancellationToken) is { } e ? new(e.Id, e.At, e.Source, e.Change) : throw new MissingException("entry", id);
            return new(query.MemberId, member.CustomerName, member.Spendable, (await AdjustmentTerms.Read(settings, cancellationToken)).Limit, reverses);
        }

        public async Task<Asked> Handle(Command command, CancellationToken cancellationToken)
        {
            var limit = (await AdjustmentTerms.Read(settings, cancellationToken)).Limit;
            await using var transaction = await db.Begin(cancellationToken);
            var member = await db.LockMemberAlone(command.MemberId, cancellationToken);
            if (member is null || !user.ScopeOf("loyalty.adjust").Covers(member.OwnerId, member.TeamId)) throw new MissingException("member", command.MemberId);
            // Asked under the member's lock: of two equal requests the second waits and finds the first one's answer.
            var key = $"{member.Id}:{command.Key}";
            if (await db.Adjustments.AsNoTracking().SingleOrDefaultAsync(a => a.Key == key, cancellationToken) is { } earlier)
                return earlier.ReversesEntryId == command.EntryId && (command.EntryId is not null || earlier.Points == command.Points) && earlier.AskedById == user.Id ? Answer(earlier) : throw new RuleException("loyalty.adjust.keyUsed", nameof(command.Key));
            var now = db.Clock.GetUtcNow();
            var points = command.EntryId is { } entry ? await Reversed(entry, member.Id, cancellationToken) : command.Points!.Value;
            var adjustment = new Adjustment(member, points, command.EntryId, command.Reason!.Value, command.Text, key, user.Id, now);
            db.Adjustments.Add(adjustment);
            // Cut into small pieces it is still as much: what one person gave and took within a day counts together.
            var (me, since) = (user.Id, now.AddDays(-1));
            var already = await db.Adjustments.Where(a => a.MemberId == member.Id && a.AskedById == me && a.DecidedById == null && a.State == AdjustmentState.Booked && a.BookedAt > since).SumAsync(a => Math.Abs(a.Points), cancellationToken);
            var within = already + Math.Abs(points) <= limit;
            if (within) await booking.Book(adjustment, member, cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
            if (!within)
            {
                foreach (var person in (await staff.HoldersOf("loyalty.approve", cancellationToken)).Where(p => p != user.Id))
                    db.NotifyAbout(member.CustomerId, person, $"adjustment:{adjustment.Id}", "coins", $"/loyalty/adjustments/{adjustment.Id}", "loyalty.notice.adjustment", member.CustomerName, user.Name);
                await db.SaveChangesAsync(cancellationToken);
            }
            await transaction.CommitAsync(cancellationToken);
            return Answer(adjustment);
        }

        static Asked Answer(Adjustment a) => new(a.Id, a.MemberId, a.Points, a.State);

        /// <summary>What reversing an entry comes to.</summary>
        async Task<long> Reversed(long id, long memberId, CancellationToken ct)
        {
            var entry = await db.Entries.AsNoTracking().SingleOrDefaultAsync(e => e.Id == id && e.MemberId == memberId, ct) ?? throw new RuleException("loyalty.reversal.cannot", nameof(Command.EntryId));
            if (entry.IsReversal) throw new RuleException("loyalty.reversal.ofReversal", nameof(Command.EntryId));
            if (!Member.CanReverse(entry)) throw new RuleException("loyalty.reversal.cannot", nameof(Command.EntryId));
            if (entry.From == Account.Member) return entry.Points;
            var left = await db.Lots.Where(l => l.EntryId == id).Select(l => l.Points - l.TakenBack).SingleAsync(ct);
            return left > 0 ? -left : throw new RuleException("loyalty.reversal.already", nameof(Command.EntryId));
        }
    }
}
