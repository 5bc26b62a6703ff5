using Crm.Platform.Data;
using Crm.Platform.Jobs;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Platform.Features.Sweeps;

/// <summary>The recurring work of all modules, and how its last run went.</summary>
[Needs("system.operate")]
internal static class ListSweeps
{
    public sealed record Query : IRequest<IReadOnlyList<Row>>;

    public sealed record Row(string Name, string Cron, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt, DateTimeOffset? SucceededAt, string? Error, int Failures);

    internal sealed class Handler(PlatformDb db, SweepList sweeps, IServiceProvider services) : IRequestHandler<Query, IReadOnlyList<Row>>
    {
        public async Task<IReadOnlyList<Row>> Handle(Query request, CancellationToken cancellationToken)
        {
            var ran = await db.Sweeps.AsNoTracking().ToDictionaryAsync(s => s.Name, cancellationToken);
            return [.. from sweep in sweeps.All
                       orderby sweep.Key
                       let row = ran.GetValueOrDefault(sweep.Key)
                       select new Row(sweep.Key, ((ISweep)services.GetRequiredService(sweep.Value)).Cron, row?.StartedAt, row?.FinishedAt, row?.SucceededAt, row?.Error, row?.Failures ?? 0)];
        }
    }
}
