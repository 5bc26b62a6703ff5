using Crm.Contracts.Staff;
using Crm.Platform.Time;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Care;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Quality;

/// <summary>
/// What the checks of a period say: means by agent, by team and by item. Those drawn at random only, unless all are asked
/// for: what was picked because somebody complained says little of the rest. A mean of fewer than five is not shown,
/// except one's own.
/// </summary>
[Needs("tickets.quality")]
internal static class QualityFigures
{
    public sealed record Query(DateOnly First, DateOnly Last, long? TeamId = null, bool All = false) : IRequest<Result>;

    /// <param name="Picked">Scored ones that were not drawn at random.</param>
    public sealed record Result(int Count, double? Mean, int Picked, int Appealed, int Changed, IReadOnlyList<Line> Agents, IReadOnlyList<Line> Teams, IReadOnlyList<Line> Items);

    /// <param name="Mean">0 to 100; null where it rests on too few.</param>
    public sealed record Line(long? Id, string Name, int Count, double? Mean);

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator()
        {
            RuleFor(q => q.First).IsDay();
            RuleFor(q => q.Last).IsDay();
        }
    }

    internal sealed class Handler(TicketsDb db, IStaffDirectory staff, CurrentUser user, InstallationZone zone) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query q, CancellationToken ct)
        {
            var (from, to, me) = (zone.StartOf(q.First), zone.StartOf(q.Last.AddDays(1)), user.Id);
            var scored = db.QualityChecks.AsNoTracking().Within(user.ScopeOf("tickets.quality")).Where(c => c.ScoredAt >= from && c.ScoredAt < to);
            if (q.TeamId is { } team) scored = scored.Where(c => c.TeamId == team);
            var counted = q.All ? scored : scored.Where(c => c.Reason == QualityReason.Random);
            var cells = await counted.GroupBy(c => new { c.OwnerId, c.TeamId }).Select(g => new { g.Key.OwnerId, g.Key.TeamId, Count = g.Count(), Sum = g.Sum(c => c.Score) }).ToListAsync(ct);
            var fates = await scored.GroupBy(c => new { c.Reason, c.Status }).Select(g => new { g.Key.Reason, g.Key.Status, Count = g.Count() }).ToListAsync(ct);
            // By what was asked, whatever its revision: a question whose wording has changed is another one.
            var items = await (from c in counted
                               join m in db.QualityMarks on new { c.Id, c.Round } equals new { Id = m.CheckId, m.Round }
                               join i in db.ChecklistItems on new { c.ChecklistId, c.Revision, m.Position } equals new { i.ChecklistId, i.Revision, i.Position }
                               where m.Value != null
                               group new { m, i } by new { i.Text, i.TextZh } into g
                               select new { g.Key.Text, g.Key.TextZh, Count = g.Count(), Sum = g.Sum(x => x.i.Scale == QualityScale.YesNo ? x.m.Value!.Value * 100.0 : (x.m.Value!.Value - 1) * 25.0) }).ToListAsync(ct);
            var (people, teams, n) = (await staff.Everyone(ct), await staff.Teams(ct), cells.Sum(c => c.Count));
            double? Mean(int count, decimal? sum, bool own = false) => count == 0 || (count < QualityTerms.FewestShown && !own) ? null : (double)(sum ?? 0) / count;
            return new Result(n, Mean(n, cells.Sum(c => c.Sum)), fates.Where(f => f.Reason != QualityReason.Random).Sum(f => f.Count),
                fates.Where(f => f.Status is QualityStatus.Appealed or QualityStatus.Upheld or QualityStatus.Changed).Sum(f => f.Count), fates.Where(f => f.Status == QualityStatus.Changed).Sum(f => f.Count),
                [.. cells.GroupBy(c => c.OwnerId).Select(g => new Line(g.Key, g.Key is { } o ? people.GetValueOrDefault(o)?.Name ?? "" : "", g.Sum(c => c.Count), Mean(g.Sum(c => c.Count), g.Sum(c => c.Sum), g.Key == me))).OrderBy(l => l.Name, StringComparer.CurrentCulture)],
                [.. cells.GroupBy(c => c.TeamId).Select(g => new Line(g.Key, g.Key is { } t ? teams.GetValueOrDefault(t)?.Name ?? "" : "–", g.Sum(c => c.Count), Mean(g.Sum(c => c.Count), g.Sum(c => c.Sum)))).OrderBy(l => l.Name, StringComparer.CurrentCulture)],
                [.. items.Select(i => new Line(null, user.Language == "zh-CN" ? i.TextZh : i.Text, i.Count, Mean(i.Count, (decimal)i.Sum))).OrderBy(l => l.Mean ?? double.MaxValue)]);
        }
    }
}
