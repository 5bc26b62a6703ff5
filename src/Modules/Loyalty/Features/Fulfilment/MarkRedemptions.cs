using Crm.Loyalty.Data;
using Crm.Loyalty.Domain;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Loyalty.Features.Fulfilment;

/// <summary>What is done about redemptions.</summary>
internal enum RedemptionMark { Sent, Done, Open }

/// <summary>Says of one redemption or of several that they were sent or done, or are to be once more. Several: those that cannot be marked so are left as they are, and counted.</summary>
[Needs("rewards.fulfil")]
internal static class MarkRedemptions
{
    public const int Most = 500;

    public sealed record Command : IRequest<Result>
    {
        public IReadOnlyList<long> Ids { get; init; } = [];
        public RedemptionMark As { get; init; }
        public string? Tracking { get; init; }
        public string? Note { get; init; }
    }

    public sealed record Result(int Marked, int Left);

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator(Platform.Localization.Texts texts)
        {
            RuleFor(c => c.Ids).NotEmpty().WithMessage(_ => texts["loyalty.fulfil.choose"]).Must(ids => ids.Count <= Most).WithMessage(_ => texts["loyalty.fulfil.tooMany", Most]);
            RuleFor(c => c.As).IsInEnum();
            RuleFor(c => c.Tracking).MaximumLength(200);
            RuleFor(c => c.Note).MaximumLength(500);
        }
    }

    public sealed class Handler(LoyaltyDb db, CurrentUser user) : IRequestHandler<Command, Result>
    {
        public async Task<Result> Handle(Command command, CancellationToken cancellationToken)
        {
            await using var transaction = await db.Begin(cancellationToken);
            long[] ids = [.. command.Ids.Distinct().Order()];
            await db.Database.ExecuteSqlAsync($"select 1 from loyalty.redemptions where id = any({ids}) order by id for update", cancellationToken);
            var members = db.Members.Within(user.ScopeOf("rewards.fulfil"));
            var found = await db.Redemptions.Where(r => ids.Contains(r.Id) && members.Any(m => m.Id == r.MemberId)).ToListAsync(cancellationToken);
            if (found.Count == 0) throw new MissingException("redemption", ids[0]);
            var (now, left) = (db.Clock.GetUtcNow(), ids.Length - found.Count);
            foreach (var redemption in found)
            {
                try
                {
                    if (command.As == RedemptionMark.Sent) redemption.Send(command.Tracking, command.Note, user.Id, now);
                    else if (command.As == RedemptionMark.Done) redemption.Finish(command.Tracking, command.Note, user.Id, now);
                    else redemption.Reopen(command.Note);
                }
                catch (RuleException) when (ids.Length > 1) { left++; } // counted, and said
            }
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return new(ids.Length - left, left);
        }
    }
}
