using Crm.Platform.Data;
using Crm.Platform.Modules;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Platform.Features.Admin;

/// <summary>The roll-ups behind the dashboards, and whether they agreed with their raw rows when they were compared last.</summary>
[Needs("system.operate")]
internal static class ListFacts
{
    public sealed record Query : IRequest<IReadOnlyList<Row>>;

    /// <param name="Url">Of a check that repairs nothing: where it tells what differs.</param>
    public sealed record Row(string Name, DateTimeOffset? CheckedAt, int Differences, DateTimeOffset? DifferedAt, string? Url = null);

    internal sealed class Handler(ModuleList modules, IServiceProvider services, IEnumerable<Facts.ISelfCheck> proofs, PlatformDb db) : IRequestHandler<Query, IReadOnlyList<Row>>
    {
        public async Task<IReadOnlyList<Row>> Handle(Query request, CancellationToken cancellationToken)
        {
            var checks = await db.FactChecks.AsNoTracking().ToDictionaryAsync(c => c.Name, cancellationToken);
            return [.. from module in modules.Storing
                       let own = (ModuleDb)services.GetRequiredService(module.Db!)
                       from facts in own.RollUps
                       let name = facts.In(own.Model).Table
                       let check = checks.GetValueOrDefault(name)
                       select new Row(name, check?.CheckedAt, check?.Differences ?? 0, check?.DifferedAt),
                .. from own in proofs
                   let check = checks.GetValueOrDefault(own.Name)
                   select new Row(own.Name, check?.CheckedAt, check?.Differences ?? 0, check?.DifferedAt, own.Url)];
        }
    }
}
