using System.Globalization;
using Crm.Contracts.Customers;
using Crm.Contracts.Staff;
using Crm.Contracts.Tickets;
using Crm.Platform.Data;
using Crm.Platform.Localization;
using Crm.Platform.Time;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Domain.Stats;
using Crm.Surveys.Features.Public;
using Crm.Surveys.Features.Responses;
using Crm.Surveys.Features.Results;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Crm.Surveys.Features.Dashboard;

/// <summary>Index, CSAT, NPS and effort of a period, over time and by team, agent, channel and segment, within the reader's scope: from the roll-ups.</summary>
[Needs("surveys.results")]
internal static class ReadSatisfaction
{
    /// <summary>Groups of fewer answers say more of people than of the work.</summary>
    public const int Least = 5;

    const int WeakShown = 8;

    public sealed record Query(SatisfactionFilter Filter) : IRequest<View>;

    /// <summary>The figures of a period.</summary>
    /// <param name="Index">Of one survey, with its dimensions.</param>
    public sealed record Figures(long Answers, long CsatN, double? Csat, Interval? CsatInterval, NetPromoterScore? Nps, long CesN, double? Ces, Interval? CesInterval, SurveyFigures? Index, long Delivered, long Returned)
    {
        public double? ResponseRate => Delivered == 0 ? null : (double)Returned / Delivered;
    }

    public sealed record Month(DateOnly From, DateOnly To, Figures Figures);

    /// <summary>Answers that share a fact.</summary>
    /// <param name="Value">As a filter of answers takes it.</param>
    /// <param name="Csat">Each figure is null where fewer than <see cref="Least"/> answers say something of it.</param>
    public sealed record Group(string Value, string Name, long CsatN, double? Csat, Interval? CsatInterval, long NpsN, NetPromoterScore? Nps)
    {
        public static Group Of(string value, string name, long csatN, long satisfied, NetPromoterScore? nps) => new(value, name, csatN,
            csatN < Least ? null : (double)satisfied / csatN, csatN < Least ? null : Statistics.ShareInterval(satisfied, csatN), nps?.N ?? 0, nps?.N < Least ? null : nps);
    }

    /// <param name="Facet">Team, owner, channel, level, industry, region or band: also the filter of answers.</param>
    public sealed record Breakdown(string Facet, IReadOnlyList<Group> Groups);

    public sealed record Weak(long SurveyId, string Key, string Text, long N, double Index, Interval? Interval, double? Before);

    public sealed record Named(long Id, string Title);

    public sealed record View(
        SatisfactionFilter Filter, DateOnly From, DateOnly To, DateOnly BeforeFrom, DateOnly BeforeTo, Figures Now, Figures? Before, Named? IndexOf, IReadOnlyList<Month> Months,
        IReadOnlyList<Breakdown> Breakdowns, IReadOnlyList<Weak> Weakest, FollowUpFigures? FollowUps,
        IReadOnlyList<Named> Surveys, IReadOnlyList<Named> Teams, IReadOnlyList<string> Industries, IReadOnlyList<string> Regions)
    {
        /// <summary>Address of the answers of the period.</summary>
        public string Answers(params (string Name, string? Value)[] more) => Filter.AnswersUrl(From, To, more);
    }

    public sealed class Handler(SurveysDb db, SurveyCache cache, ScoreReader scores, IFollowUpFigures followUps, IStaffDirectory staff, Texts texts, CurrentUser user, InstallationZone zone, TimeProvider clock) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query request, CancellationToken cancellationToken)
        {
            var f = request.Filter;
            var today = zone.DayOf(clock.GetUtcNow());
            var ((from, to), (beforeFrom, beforeTo)) = (f.Range(today), f.Before(today));
            var surveys = await cache.Latest(db, cancellationToken);
            var keys = surveys.Values.SelectMany(d => d.Dimensions.Where(x => x.InIndex).SelectMany(x => x.Items).Where(i => i.Kind == ItemKind.Rating).Concat(d.Items.Where(i => i.Kind == ItemKind.Ces))).Select(i => i.Key)
                .Concat([ScoreMonth.Everything, ScoreMonth.Headline, ScoreMonth.Nps]).Distinct().ToArray();

            // A year of months is read at once; a period of whole months, and the one before it, are parts of them.
            var first = new DateOnly(to.Year, to.Month, 1).AddMonths(-11);
            if (from < first) first = from;
            var since = f is { Compare: true, WholeMonths: true } && beforeFrom < first ? beforeFrom : first;
            var cells = await Cells(f.Answers(since, to.AddDays(1).Day == 1 || to >= today ? to : new DateOnly(to.Year, to.Month, 1).AddMonths(1).AddDays(-1)), keys, cancellationToken);
            var (now, before) = f.WholeMonths ? (cells.FindAll(c => c.Day >= from && c.Day <= to), cells.FindAll(c => c.Day >= beforeFrom && c.Day <= beforeTo))
                : (await Cells(f.Answers(from, to), keys, cancellationToken), f.Compare ? await Cells(f.Answers(beforeFrom, beforeTo), keys, cancellationToken) : []);

            var rated = surveys.Where(s => s.Value.Dimensions.Any(d => d.InIndex && d.Items.Any(i => i.Kind == ItemKind.Rating))).Select(s => s.Key).ToHashSet();
            long? MostAnswered(List<Cell> of) => of.Where(c => c.Item == ScoreMonth.Everything && rated.Contains(c.SurveyId)).GroupBy(c => c.SurveyId).OrderByDescending(g => g.Sum(c => c.N)).ThenBy(g => g.Key).Select(g => (long?)g.Key).FirstOrDefault();
            var index = f.Survey ?? MostAnswered(now) ?? MostAnswered(cells);
            var sent = await Sent(f, from, to, beforeFrom, beforeTo, cancellationToken);
            var months = new List<Month>();
            for (var month = new DateOnly(first.Year, first.Month, 1); month <= to; month = month.AddMonths(1))
                months.Add(new(month, month.AddMonths(1).AddDays(-1), Sum(cells.FindAll(c => c.Day == month), surveys, index, null)));
            var (titles, teams, choices) = (surveys.ToDictionary(s => s.Key, s => s.Value.Title.In(user.Language)), await staff.Teams(cancellationToken), await Choices(cancellationToken));
            return new View(f, from, to, beforeFrom, beforeTo, Sum(now, surveys, index, sent.GetValueOrDefault(true)), f.Compare ? Sum(before, surveys, index, sent.GetValueOrDefault(false)) : null,
                index is { } i && titles.TryGetValue(i, out var title) ? new Named(i, title) : null, months, await Breakdowns(f.Answers(from, to), teams, cancellationToken), Weakest(now, before, surveys),
                user.Can("followups.read") ? await followUps.Between(zone.StartOf(from), zone.StartOf(to.AddDays(1)), f.Team, cancellationToken) : null,
                [.. titles.Select(t => new Named(t.Key, t.Value)).OrderBy(t => t.Title, StringComparer.CurrentCulture)],
                [.. teams.Values.OrderBy(t => t.DepartmentName, StringComparer.CurrentCulture).ThenBy(t => t.Name, StringComparer.CurrentCulture).Select(t => new Named(t.Id, t.Name))],
                [.. choices["industry"].Append(f.Industry).OfType<string>().Where(c => c.Length > 0).Distinct().Order(StringComparer.CurrentCulture)],
                [.. choices["region"].Append(f.Region).OfType<string>().Where(c => c.Length > 0).Distinct().Order(StringComparer.CurrentCulture)]);
        }

        async Task<List<Cell>> Cells(ResponseFilter filter, string[] keys, CancellationToken ct)
        {
            var from = await scores.Over(filter, ct);
            return await db.Database.SqlQueryRaw<Cell>($"""
                select c.day, c.survey_id as "SurveyId", c.item, case when c.item = '{ScoreMonth.Everything}' then '' else c.value end as value, sum(c.n)::bigint as n, sum(c.total)::bigint as total, sum(c.high)::bigint as high, sum(c.low)::bigint as low
                from {from.From} c where c.item = any(@keys) group by 1, 2, 3, 4 having sum(c.n) <> 0
                """, [.. from.Parameters, new NpgsqlParameter("@keys", keys)]).ToListAsync(ct);
        }

        Figures Sum(List<Cell> cells, SortedDictionary<long, SurveyDefinition> surveys, long? index, Sending? sent)
        {
            var (headline, nps) = (cells.FindAll(c => c.Item == ScoreMonth.Headline), cells.FindAll(c => c.Item == ScoreMonth.Nps));
            var (n, satisfied) = (headline.Sum(c => c.N), headline.Sum(c => c.High));
            var asked = surveys.SelectMany(s => s.Value.Items.Where(i => i.Kind == ItemKind.Ces).Select(i => (s.Key, i.Key))).ToHashSet();
            var effort = new Distribution(cells.Where(c => asked.Contains((c.SurveyId, c.Item)) && int.TryParse(c.Value, out _)).Select(c => KeyValuePair.Create(int.Parse(c.Value, CultureInfo.InvariantCulture), c.N)));
            var of = index is { } i && surveys.TryGetValue(i, out var definition)
                ? new SurveyFigures(definition, cells.Where(c => c.SurveyId == i).Select(c => new ValueCount(c.Item, c.Value, true, c.N, c.N)), cells.Where(c => c.SurveyId == i && c.Item == ScoreMonth.Everything).Sum(c => c.N)) : null;
            return new(cells.Where(c => c.Item == ScoreMonth.Everything).Sum(c => c.N), n, n == 0 ? null : (double)satisfied / n, Statistics.ShareInterval(satisfied, n), NpsOf(nps),
                effort.N, effort.Mean, Moments.Of(effort)?.Interval, of, sent?.Delivered ?? 0, sent?.Returned ?? 0);
        }

        static NetPromoterScore? NpsOf(IReadOnlyCollection<Cell> cells)
        {
            var (n, high, low) = (cells.Sum(c => c.N), cells.Sum(c => c.High), cells.Sum(c => c.Low));
            return n == 0 ? null : new(high, n - high - low, low);
        }

        async Task<Dictionary<bool, Sending>> Sent(SatisfactionFilter f, DateOnly from, DateOnly to, DateOnly beforeFrom, DateOnly beforeTo, CancellationToken ct)
        {
            if (f.AsksForFacts) return [];
            var days = db.SurveyDays.AsNoTracking().Within(user.ScopeOf("surveys.results")).Where(d => !d.Again && ((d.Day >= from && d.Day <= to) || (d.Day >= beforeFrom && d.Day <= beforeTo)));
            if (f.Survey is { } survey) days = days.Where(d => d.SurveyId == survey);
            if (f.Team is { } team) days = days.Where(d => d.TeamId == team);
            return (await days.GroupBy(d => d.Day >= from).Select(g => new { g.Key, Delivered = g.Sum(d => d.Delivered), Returned = g.Sum(d => d.Returned) }).ToListAsync(ct)).ToDictionary(g => g.Key, g => new Sending(g.Delivered, g.Returned));
        }

        async Task<IReadOnlyList<Breakdown>> Breakdowns(ResponseFilter filter, IReadOnlyDictionary<long, TeamFacts> teams, CancellationToken ct)
        {
            var from = await scores.Breakdown(filter, ct);
            var rows = await db.Database.SqlQueryRaw<Sliced>($"""
                select c.facet, case when c.facet = '' then c.team_id::text else c.facet_value end as value, c.item, sum(c.n)::bigint as n, sum(c.high)::bigint as high, sum(c.low)::bigint as low
                from {from.From} c where c.item in ('{ScoreMonth.Headline}', '{ScoreMonth.Nps}') group by 1, 2, 3 having sum(c.n) <> 0
                """, from.Parameters).ToListAsync(ct);
            var people = await staff.Everyone(ct);
            return [.. new[] { "", "owner", "channel", "level", "industry", "region", "band" }.Select(facet => new Breakdown(facet.Length == 0 ? "team" : facet,
                [.. rows.Where(r => r.Facet == facet && r.Value is not null).GroupBy(r => r.Value!).Select(g =>
                {
                    var (headline, nps) = (g.Where(r => r.Item == ScoreMonth.Headline).ToList(), g.Where(r => r.Item == ScoreMonth.Nps).ToList());
                    var (n, satisfied) = (headline.Sum(r => r.N), headline.Sum(r => r.High));
                    var (value, name) = Called(facet, g.Key);
                    return Group.Of(value, name, n, satisfied, NpsOf([.. nps.Select(r => new Cell(default, 0, r.Item, "", r.N, 0, r.High, r.Low))]));
                }).OrderByDescending(g => Math.Max(g.CsatN, g.NpsN)).ThenBy(g => g.Name, StringComparer.CurrentCulture)]))];

            (string Value, string Name) Called(string facet, string value) => facet switch
            {
                "" => (value, long.TryParse(value, out var t) && teams.TryGetValue(t, out var team) ? team.Name : value),
                "owner" => (value, long.TryParse(value, out var p) && people.TryGetValue(p, out var person) ? person.Name : value),
                "channel" => Enum<TicketChannel>(value),
                "level" => Enum<CustomerLevel>(value),
                "band" => Enum<CooperationBand>(value),
                _ => (value, value),
            };

            (string, string) Enum<TEnum>(string value) where TEnum : struct, Enum
            {
                var found = System.Enum.GetValues<TEnum>().FirstOrDefault(v => SnakeCase.Of(v.ToString()) == value);
                return (found.ToString(), texts[found]);
            }
        }

        IReadOnlyList<Weak> Weakest(List<Cell> now, List<Cell> before, SortedDictionary<long, SurveyDefinition> surveys)
        {
            var was = Indices(before);
            return [.. Indices(now).Where(i => i.Value.N >= Least).Select(i => (i.Key, i.Value, Item: surveys.GetValueOrDefault(i.Key.SurveyId)?.Dimensions.Where(d => d.InIndex).SelectMany(d => d.Items).FirstOrDefault(x => x.Key == i.Key.Item && x.Kind == ItemKind.Rating)))
                .Where(x => x.Item is not null).OrderBy(x => x.Value.Index).Take(WeakShown)
                .Select(x => new Weak(x.Key.SurveyId, x.Key.Item, x.Item!.Text.In(user.Language), x.Value.N, x.Value.Index, x.Value.Interval, was.TryGetValue(x.Key, out var then) && then.N >= Least ? then.Index : null))];

            static Dictionary<(long SurveyId, string Item), (long N, double Index, Interval? Interval)> Indices(List<Cell> cells) => cells.Where(c => c.Item[0] != '@').GroupBy(c => (c.SurveyId, c.Item)).ToDictionary(g => g.Key, g =>
            {
                var scores = new Distribution(g.Where(c => int.TryParse(c.Value, out _)).Select(c => KeyValuePair.Create(int.Parse(c.Value, CultureInfo.InvariantCulture), c.N)));
                var figures = new ItemFigures(new() { Kind = ItemKind.Rating }, scores.N, scores, []);
                return (scores.N, figures.Index ?? 0, figures.IndexInterval);
            });
        }

        /// <summary>What can be chosen; what came in the last minutes is not among it yet.</summary>
        async Task<ILookup<string, string>> Choices(CancellationToken ct) =>
            (await db.ScoreMonths.Where(s => !s.InTeam && (s.Item == "@headline" || s.Item == "@nps") && (s.Facet == "industry" || s.Facet == "region")).Select(s => new { s.Facet, s.FacetValue }).Distinct().ToListAsync(ct)).ToLookup(s => s.Facet, s => s.FacetValue);

        sealed record Cell(DateOnly Day, long SurveyId, string Item, string Value, long N, long Total, long High, long Low);

        sealed record Sliced(string Facet, string? Value, string Item, long N, long High, long Low);

        sealed record Sending(long Delivered, long Returned);
    }
}
