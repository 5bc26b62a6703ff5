using Crm.Platform.Data;
using Crm.Platform.Jobs;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;

namespace Crm.Platform.Features.Sweeps;

/// <summary>Runs a sweep now, as a job that can be watched.</summary>
[Needs("system.operate")]
internal static class RunSweep
{
    public sealed record Command : IRequest<long>
    {
        public string Name { get; init; } = "";
    }

    internal sealed class Handler(PlatformDb db, SweepList sweeps, CurrentUser user) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command request, CancellationToken cancellationToken)
        {
            if (!sweeps.All.ContainsKey(request.Name)) throw new RuleException("sweeps.unknown", nameof(Command.Name));
            var job = db.Enqueue<RunSweepJob, RunSweepJob.Args>(new(request.Name), "sweeps.run", user.Id);
            db.Record(nameof(RunSweep), "Sweep", null, new { request.Name });
            await db.SaveChangesAsync(cancellationToken);
            return job.Id;
        }
    }
}

internal sealed class RunSweepJob(SweepRunner runner) : IJob<RunSweepJob.Args>
{
    public sealed record Args(string Name);

    public async Task<object?> Run(Args args, JobProgress progress, CancellationToken ct)
    {
        await runner.Run(args.Name, ct);
        return new { Url = "/admin/sweeps" };
    }
}
