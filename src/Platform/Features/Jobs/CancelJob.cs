using Crm.Platform.Data;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Platform.Features.Jobs;

/// <summary>Stops a job: at once when it waits, else at its next step. What it has done so far stays.</summary>
[OpenToAll("Everybody stops their own jobs.")]
internal static class CancelJob
{
    public sealed record Command : IRequest
    {
        public long Id { get; init; }
    }

    internal sealed class Handler(PlatformDb db, CurrentUser user) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command request, CancellationToken cancellationToken)
        {
            var job = db.Jobs.Visible(user).Where(j => j.Id == request.Id);
            if (!await job.AnyAsync(cancellationToken)) throw new MissingException("Job", request.Id);
            var now = db.Clock.GetUtcNow();
            // Each update decides by the state it finds: a worker may take the job in this very moment.
            var stopped = await job.Where(j => j.State == JobState.Waiting).ExecuteUpdateAsync(j => j
                .SetProperty(x => x.State, JobState.Cancelled).SetProperty(x => x.CancelRequested, true).SetProperty(x => x.FinishedAt, now), cancellationToken);
            if (stopped == 0) stopped = await job.Where(j => j.State == JobState.Running).ExecuteUpdateAsync(j => j.SetProperty(x => x.CancelRequested, true), cancellationToken);
            if (stopped == 0) throw new RuleException("jobs.cancel.over");
            return Unit.Value;
        }
    }
}
