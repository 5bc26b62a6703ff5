using Crm.Platform.Data;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Platform.Features.Jobs;

/// <summary>Starts a job that failed or was stopped again, from where it had come.</summary>
[OpenToAll("Everybody starts their own jobs again.")]
internal static class RetryJob
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
            var started = await job.Where(j => j.State == JobState.Failed || j.State == JobState.Cancelled).ExecuteUpdateAsync(j => j
                .SetProperty(x => x.State, JobState.Waiting).SetProperty(x => x.CancelRequested, false).SetProperty(x => x.Attempts, 0)
                .SetProperty(x => x.Error, (string?)null).SetProperty(x => x.StartedAt, (DateTimeOffset?)null).SetProperty(x => x.FinishedAt, (DateTimeOffset?)null), cancellationToken);
            if (started == 0) throw new RuleException("jobs.retry.not");
            return Unit.Value;
        }
    }
}
