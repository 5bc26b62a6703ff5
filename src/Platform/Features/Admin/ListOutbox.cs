using Crm.Platform.Data;
using Crm.Platform.Modules;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Platform.Features.Admin;

/// <summary>The outboxes of all modules: what waits, what failed, what was given up and needs a person.</summary>
[Needs("system.operate")]
internal static class ListOutbox
{
    public sealed record Query : IRequest<Answer>;

    /// <summary>The modules, and at most a hundred failing events of them all, those given up first.</summary>
    public sealed record Answer(IReadOnlyList<Box> Boxes, IReadOnlyList<Trouble> Troubles);

    /// <summary>One module's outbox. Failed ones are tried again by themselves; parked ones are not.</summary>
    public sealed record Box(string Module, int Waiting, int Failed, int Parked, DateTimeOffset? Oldest);

    /// <summary>An event some listener could not take.</summary>
    public sealed record Trouble(string Module, Guid Id, string Type, DateTimeOffset OccurredAt, DateTimeOffset? DueAt, int Attempts, string Error);

    internal sealed class Handler(ModuleList modules, IServiceProvider services) : IRequestHandler<Query, Answer>
    {
        public async Task<Answer> Handle(Query request, CancellationToken cancellationToken)
        {
            var (boxes, troubles) = (new List<Box>(), new List<Trouble>());
            foreach (var module in modules.Storing)
            {
                var open = ((ModuleDb)services.GetRequiredService(module.Db!)).Outbox.AsNoTracking().Where(o => o.DoneAt == null);
                var box = await open.GroupBy(_ => 1).Select(g => new Box(
                    module.Name, g.Count(o => o.DueAt != null && o.Attempts == 0), g.Count(o => o.DueAt != null && o.Attempts > 0), g.Count(o => o.DueAt == null),
                    g.Min(o => o.OccurredAt))).SingleOrDefaultAsync(cancellationToken);
                boxes.Add(box ?? new Box(module.Name, 0, 0, 0, null));
                if (box is { Failed: 0, Parked: 0 } or null) continue;
                troubles.AddRange((await open.Where(o => o.Attempts > 0).OrderByDescending(o => o.DueAt == null).ThenBy(o => o.OccurredAt).Take(100)
                    .Select(o => new { o.Id, o.Type, o.OccurredAt, o.DueAt, o.Attempts, o.Error }).ToListAsync(cancellationToken))
                    .Select(o => new Trouble(module.Name, o.Id, o.Type, o.OccurredAt, o.DueAt, o.Attempts, o.Error ?? "")));
            }
            return new(boxes, [.. troubles.OrderByDescending(t => t.DueAt is null).ThenBy(t => t.OccurredAt).Take(100)]);
        }
    }
}
