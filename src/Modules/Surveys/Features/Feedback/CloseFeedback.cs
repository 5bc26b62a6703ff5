using Crm.Contracts.Staff;
using Crm.Platform.Localization;
using Crm.Platform.Time;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Improvements;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Feedback;

/// <summary>Decides: nothing is changed, for a reason; or it becomes an improvement, a new one with a due date or one that runs already.</summary>
[Needs("feedback.write")]
internal static class CloseFeedback
{
    public sealed record Query : IRequest<IReadOnlyList<Choice>>;

    public sealed record Command : IRequest<long?>
    {
        public long Id { get; init; }
        public FeedbackOutcome? Outcome { get; init; }
        public string? Reason { get; init; }

        /// <summary>One that exists; else a new one is proposed.</summary>
        public long? ImprovementId { get; init; }

        public string? Problem { get; init; }
        public DateOnly? DueOn { get; init; }
        public uint? Version { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator(InstallationZone zone, Texts texts, TimeProvider clock)
        {
            RuleFor(c => c.Outcome).NotNull().IsInEnum();
            RuleFor(c => c.Reason).NotEmpty().MaximumLength(2000).When(c => c.Outcome == FeedbackOutcome.Rejected);
            RuleFor(c => c.Problem).NotEmpty().MaximumLength(ProposeImprovement.ProblemLength).When(c => c is { Outcome: FeedbackOutcome.Improvement, ImprovementId: null });
            RuleFor(c => c.DueOn).NotNull().Must(d => d is null || (d >= zone.DayOf(clock.GetUtcNow()) && d.Value.Year < 2200)).WithMessage(_ => texts["surveys.improvement.rule.due"]).When(c => c is { Outcome: FeedbackOutcome.Improvement, ImprovementId: null });
        }
    }

    public sealed class Handler(SurveysDb db, IStaffDirectory staff, CurrentUser user, TimeProvider clock) : IRequestHandler<Query, IReadOnlyList<Choice>>, IRequestHandler<Command, long?>
    {
        /// <summary>Open improvements the reader may see, to be joined.</summary>
        public async Task<IReadOnlyList<Choice>> Handle(Query request, CancellationToken cancellationToken) =>
            [.. (await db.Improvements.ReadableBy(user).Where(i => i.Status == ImprovementStatus.Proposed || i.Status == ImprovementStatus.Approved || i.Status == ImprovementStatus.Running)
                .OrderByDescending(i => i.Id).Take(200).Select(i => new { i.Id, i.Problem }).ToListAsync(cancellationToken)).Select(i => new Choice(i.Id, i.Problem.Length > 80 ? i.Problem[..80] + "…" : i.Problem))];

        public async Task<long?> Handle(Command request, CancellationToken cancellationToken)
        {
            var now = clock.GetUtcNow();
            var f = await db.FindFeedback(request.Id, user, cancellationToken);
            if (request.Version is { } version) db.Expect(f, version);
            if (request.Outcome == FeedbackOutcome.Rejected)
            {
                f.Reject(request.Reason!, user.Id, now);
                await db.SaveChangesAsync(cancellationToken);
                return null;
            }
            await using var transaction = await db.Begin(cancellationToken);
            var improvement = request.ImprovementId is { } known
                ? await db.Improvements.ReadableBy(user).SingleOrDefaultAsync(i => i.Id == known, cancellationToken) ?? throw new RuleException("surveys.improvement.unknown", nameof(Command.ImprovementId))
                : Improvement.Propose(request.Problem!, request.DueOn!.Value, user.Id, now);
            if (improvement.Id == 0)
            {
                improvement.About(f.SurveyId, f.WaveId, null, null, null);
                improvement.Plan(request.Problem!, null, f.OwnerId, f.OwnerId is { } owner && (await staff.Everyone(cancellationToken)).GetValueOrDefault(owner)?.TeamIds is [var first, ..] ? first : f.TeamId, request.DueOn!.Value);
                db.Improvements.Add(improvement);
                await db.SaveChangesAsync(cancellationToken); // the feedback needs its id
            }
            f.Improve(improvement.Id, user.Id, now);
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return improvement.Id;
        }
    }
}

/// <summary>Takes a decision back.</summary>
[Needs("feedback.write")]
internal static class ReopenFeedback
{
    public sealed record Command(long Id) : IRequest<Unit>;

    public sealed class Handler(SurveysDb db, CurrentUser user) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command request, CancellationToken cancellationToken)
        {
            (await db.FindFeedback(request.Id, user, cancellationToken)).Reopen();
            await db.SaveChangesAsync(cancellationToken);
            return Unit.Value;
        }
    }
}
