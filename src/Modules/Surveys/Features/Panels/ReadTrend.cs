using Crm.Platform.Time;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Public;
using Crm.Surveys.Features.Responses;
using Crm.Surveys.Features.Results;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Panels;

/// <summary>CSAT and NPS by month, the weakest items and the response rate of the last twelve months, within the reader's scope: from the roll-ups.</summary>
[Needs("surveys.results")]
internal static class ReadTrend
{
    public sealed record Query : IRequest<View>
    {
        public int Months { get; init; } = 12;
        public long? Team { get; init; }
    }

    public sealed record Month(DateOnly From, DateOnly To, long CsatN, double? Csat, long NpsN, double? Nps);

    public sealed record Weak(long SurveyId, string Key, string Text, long N, double Index);

    public sealed record View(DateOnly From, DateOnly To, long? Team, IReadOnlyList<Month> Months, double? Csat, Interval? CsatInterval, long CsatN, NetPromoterScore? Nps, IReadOnlyList<Weak> Weakest, long Delivered, long Finished)
    {
        public double? ResponseRate => Delivered == 0 ? null : (double)Finished / Delivered;
    }

    public sealed class Handler(SurveysDb db, SurveyCache cache, ScoreReader scores, CurrentUser user, InstallationZone zone, TimeProvider clock) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query request, CancellationToken cancellationToken)
        {
            var today = zone.DayOf(clock.GetUtcNow());
            var first = new DateOnly(today.Year, today.Month, 1).AddMonths(1 - Math.Clamp(request.Months, 1, 36));
            var scope = user.ScopeOf("surveys.results");
            var rows = db.SurveyDays.AsNoTracking().Within(scope).Where(d => d.Day >= first && d.Day <= today && !d.Again && !db.Waves.Any(w => w.Id == d.WaveId && w.Anonymous));
            if (request.Team is { } team) rows = rows.Where(d => d.TeamId == team);
            var found = await rows.GroupBy(d => new { d.Day.Year, d.Day.Month }).Select(g => new Sums(new DateOnly(g.Key.Year, g.Key.Month, 1),
                g.Sum(d => d.HeadlineN), g.Sum(d => d.Satisfied), g.Sum(d => d.Promoters), g.Sum(d => d.Passives), g.Sum(d => d.Detractors), g.Sum(d => d.Delivered), g.Sum(d => d.Returned))).ToListAsync(cancellationToken);
            var months = new List<Month>();
            for (var month = first; month <= today; month = month.AddMonths(1))
            {
                var of = found.Find(s => s.Month == month) ?? new(month, 0, 0, 0, 0, 0, 0, 0);
                months.Add(new(month, month.AddMonths(1).AddDays(-1), of.HeadlineN, of.HeadlineN == 0 ? null : (double)of.Satisfied / of.HeadlineN, of.Nps.N, of.Nps.Score));
            }
            var all = new Sums(first, found.Sum(s => s.HeadlineN), found.Sum(s => s.Satisfied), found.Sum(s => s.Promoters), found.Sum(s => s.Passives), found.Sum(s => s.Detractors), found.Sum(s => s.Delivered), found.Sum(s => s.Returned));
            return new(first, today, request.Team, months, all.HeadlineN == 0 ? null : (double)all.Satisfied / all.HeadlineN, Statistics.ShareInterval(all.Satisfied, all.HeadlineN), all.HeadlineN,
                all.Nps.N == 0 ? null : all.Nps, await Weakest(new() { From = first, To = today, Team = request.Team, Counted = true, OneByOne = true }, cancellationToken), all.Delivered, all.Returned);
        }

        async Task<IReadOnlyList<Weak>> Weakest(ResponseFilter period, CancellationToken ct)
        {
            var from = await scores.Over(period, ct);
            var counts = await db.Database.SqlQueryRaw<ItemSum>($"select c.survey_id as \"SurveyId\", c.item, sum(c.n)::bigint as n, sum(c.n * c.value::int)::bigint as total from {from.From} c where c.value in ('1', '2', '3', '4', '5') group by 1, 2 having sum(c.n) > 0", from.Parameters).ToListAsync(ct);
            var weak = new List<Weak>();
            foreach (var (survey, definition) in await cache.Latest(db, ct))
            {
                foreach (var item in definition.Dimensions.Where(d => d.InIndex).SelectMany(d => d.Items).Where(i => i.Kind == ItemKind.Rating))
                {
                    if (counts.Find(c => c.SurveyId == survey && c.Item == item.Key) is { N: > 0 } c)
                        weak.Add(new(survey, item.Key, item.Text.In(user.Language), c.N, Statistics.ItemIndex((double)c.Total / c.N)!.Value));
                }
            }
            return [.. weak.OrderBy(w => w.Index).Take(5)];
        }

        sealed record ItemSum(long SurveyId, string Item, long N, long Total);

        sealed record Sums(DateOnly Month, long HeadlineN, long Satisfied, long Promoters, long Passives, long Detractors, long Delivered, long Returned)
        {
            public NetPromoterScore Nps => new(Promoters, Passives, Detractors);
        }
    }
}
