using Crm.Platform.Time;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Public;
using Crm.Surveys.Features.Responses;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Panels;

/// <summary>CSAT and NPS by month, the weakest items and the response rate of the last twelve months, within the reader's scope.</summary>
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

    public sealed class Handler(SurveysDb db, SurveyCache cache, CurrentUser user, InstallationZone zone, TimeProvider clock) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query request, CancellationToken cancellationToken)
        {
            var today = zone.DayOf(clock.GetUtcNow());
            var first = new DateOnly(today.Year, today.Month, 1).AddMonths(1 - Math.Clamp(request.Months, 1, 36));
            var scope = user.ScopeOf("surveys.results");
            var sql = new ResponseSql(new ResponseFilter { Counted = true, From = first, To = today, Team = request.Team }, scope, zone);
            var cells = await db.Database.SqlQueryRaw<Cell>($"""
                select to_char(finished_at at time zone '{zone.Zone.Id}', 'YYYY-MM') as month, headline, nps, count(*) as n
                from surveys.responses where {sql.Where} group by 1, 2, 3
                """, sql.Parameters).ToListAsync(cancellationToken);
            var months = new List<Month>();
            for (var month = first; month <= today; month = month.AddMonths(1))
            {
                var of = cells.Where(c => c.Month == month.ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture)).ToList();
                var (csat, nps) = (Headline(of), Nps(of));
                months.Add(new(month, month.AddMonths(1).AddDays(-1), csat.N, csat.Share(4, 5), nps.N, nps.N == 0 ? null : NetPromoterScore.Of(nps).Score));
            }
            var (all, npsAll) = (Headline(cells), Nps(cells));
            var since = zone.StartOf(first);
            var invitations = db.Invitations.Where(i => i.CreatedAt >= since && i.Delivery != Delivery.Undeliverable).Within(scope);
            if (request.Team is { } team) invitations = invitations.Where(i => i.TeamId == team);
            var delivered = await invitations.LongCountAsync(cancellationToken);
            var finished = await invitations.LongCountAsync(i => i.FinishedAt != null, cancellationToken);
            return new(first, today, request.Team, months, all.Share(4, 5), Statistics.ShareInterval(all.Between(4, 5), all.N), all.N, npsAll.N == 0 ? null : NetPromoterScore.Of(npsAll), await Weakest(sql, cancellationToken), delivered, finished);
        }

        async Task<IReadOnlyList<Weak>> Weakest(ResponseSql sql, CancellationToken ct)
        {
            var counts = await db.Database.SqlQueryRaw<ItemCount>($"""
                select r.survey_id as "SurveyId", e.key as item, e.value ->> 0 as value, count(*) as n
                from (select survey_id, answers from surveys.responses where {sql.Where}) r
                cross join lateral jsonb_each(r.answers) e
                where e.value ->> 0 in ('1', '2', '3', '4', '5')
                group by 1, 2, 3
                """, sql.Parameters).ToListAsync(ct);
            var surveys = counts.Select(c => c.SurveyId).Distinct().ToList();
            var versions = await db.Versions.Where(v => surveys.Contains(v.SurveyId)).GroupBy(v => v.SurveyId).Select(g => new { g.Key, Id = g.Max(v => v.Id) }).ToListAsync(ct);
            var weak = new List<Weak>();
            foreach (var survey in versions)
            {
                var definition = await cache.Version(db, survey.Id, ct);
                foreach (var item in definition.Dimensions.Where(d => d.InIndex).SelectMany(d => d.Items).Where(i => i.Kind == ItemKind.Rating))
                {
                    var scores = new Distribution(counts.Where(c => c.SurveyId == survey.Key && c.Item == item.Key).Select(c => KeyValuePair.Create(int.Parse(c.Value, System.Globalization.CultureInfo.InvariantCulture), c.N)));
                    if (Statistics.ItemIndex(scores.Mean) is { } index) weak.Add(new(survey.Key, item.Key, item.Text.In(user.Language), scores.N, index));
                }
            }
            return [.. weak.OrderBy(w => w.Index).Take(5)];
        }

        static Distribution Headline(List<Cell> cells) => new(cells.Where(c => c.Headline is not null).Select(c => KeyValuePair.Create(c.Headline!.Value, c.N)));

        static Distribution Nps(List<Cell> cells) => new(cells.Where(c => c.Nps is not null).Select(c => KeyValuePair.Create(c.Nps!.Value, c.N)));

        sealed record Cell(string Month, int? Headline, int? Nps, long N);

        sealed record ItemCount(long SurveyId, string Item, string Value, long N);
    }
}
