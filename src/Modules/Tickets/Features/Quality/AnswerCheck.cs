using Crm.Contracts.Staff;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Care;
using FluentValidation;
using MediatR;

namespace Crm.Tickets.Features.Quality;

/// <summary>The agent has read the score of their work.</summary>
[OpenToAll("One's own check only.")]
internal static class AcknowledgeCheck
{
    public sealed record Command(long Id, uint? Version = null) : IRequest;

    internal sealed class Handler(TicketsDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            var check = (await db.Reachable(c.Id, user, ct)).SeenAs(c.Version);
            check.Acknowledge(user.Id ?? throw new ForbiddenException("tickets.quality"), clock.GetUtcNow());
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }
}

/// <summary>The agent appeals against the score of their work.</summary>
[OpenToAll("One's own check only.")]
internal static class AppealCheck
{
    public sealed record Command : IRequest
    {
        public long Id { get; init; }
        public string Reason { get; init; } = "";
        public uint? Version { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Reason).NotEmpty().MaximumLength(QualityCheck.TextLength);
    }

    internal sealed class Handler(TicketsDb db, IStaffDirectory staff, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            var check = (await db.Reachable(c.Id, user, ct)).SeenAs(c.Version);
            check.Appeal(c.Reason, user.Id ?? throw new ForbiddenException("tickets.quality"), clock.GetUtcNow());
            var nobodyElse = await staff.NobodyElseDecides(check, ct);
            await db.Tell(check, (await staff.WhoReaches("tickets.quality", check.OwnerId, check.TeamId, ct)).Where(p => check.MayBeDecidedBy(p, nobodyElse)), "appealed", "tickets.notice.quality_appeal", ct);
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }
}

/// <summary>Decides an appeal: the score stands, or the work is marked anew. With a reason either way, by somebody other than the scorer where there is one.</summary>
[Needs("tickets.quality")]
internal static class DecideAppeal
{
    /// <summary>What comes of it.</summary>
    public enum AppealOutcome { Uphold, Change }

    public sealed record Command : IRequest
    {
        public long Id { get; init; }
        public AppealOutcome? Decision { get; init; }
        /// <summary>The new marks, where it is changed.</summary>
        public List<AnswerForm> Answers { get; init; } = [];
        public string Reason { get; init; } = "";
        public uint? Version { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Decision).NotNull().IsInEnum();
            RuleFor(c => c.Reason).NotEmpty().MaximumLength(QualityCheck.TextLength);
            RuleForEach(c => c.Answers).NotNull().SetValidator(new AnswerValidator()).When(c => c.Decision == AppealOutcome.Change);
        }
    }

    internal sealed class Handler(TicketsDb db, IStaffDirectory staff, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            var (me, now) = (user.Id ?? throw new ForbiddenException("tickets.quality"), clock.GetUtcNow());
            var check = await db.ToCheck(c.Id, c.Version, user, ct);
            var nobodyElse = await staff.NobodyElseDecides(check, ct);
            if (c.Decision == AppealOutcome.Uphold) check.Uphold(c.Reason, nobodyElse, me, now);
            else check.Revise(await db.ItemsOf(check, ct), AnswerForm.Read(c.Answers), c.Reason, nobodyElse, me, now);
            await db.Tell(check, [check.OwnerId!.Value], "decided", c.Decision == AppealOutcome.Uphold ? "tickets.notice.quality_upheld" : "tickets.notice.quality_changed", ct);
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }
}
