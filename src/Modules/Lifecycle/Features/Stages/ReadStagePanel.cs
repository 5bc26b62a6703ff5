using Crm.Contracts.Lifecycle;
using Crm.Lifecycle.Data;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Lifecycle.Features.Stages;

/// <summary>A customer's stage in short, with what is next, for the 360 page.</summary>
[Needs("lifecycle.read")]
internal static class ReadStagePanel
{
    public sealed record Query(long CustomerId) : IRequest<View?>;

    public sealed record View(CustomerStage? Stage, DateTimeOffset? Since, CustomerStage? HandStage, DateOnly? HandUntil, CustomerStage? Before, NextStep? Next, int Open);

    public sealed record NextStep(string English, string Chinese, DateTimeOffset DueAt);

    internal sealed class Handler(LifecycleDb db, CurrentUser user) : IRequestHandler<Query, View?>
    {
        public async Task<View?> Handle(Query q, CancellationToken ct)
        {
            var c = await db.Customers.AsNoTracking().Within(user.ScopeOf("lifecycle.read")).Where(x => x.CustomerId == q.CustomerId && x.GoneAt == null).Select(x => new
            {
                x.Stage, x.StageSince, x.HandStage, x.HandUntil,
                Before = db.StageChanges.Where(s => s.CustomerId == x.CustomerId).OrderByDescending(s => s.At).ThenByDescending(s => s.Id).Select(s => s.From).FirstOrDefault(),
            }).SingleOrDefaultAsync(ct);
            if (c is null) return null;
            var open = await (from r in db.Runs
                              where r.CustomerId == q.CustomerId && r.EndedAt == null
                              from s in r.Steps
                              where s.DoneAt == null && s.FellAwayAt == null
                              orderby s.DueAt
                              select new NextStep(s.English, s.Chinese, s.DueAt)).Take(50).ToListAsync(ct);
            return new View(c.Stage, c.StageSince, c.HandStage, c.HandUntil, c.Before, open.Count == 0 ? null : open[0], open.Count);
        }
    }
}
