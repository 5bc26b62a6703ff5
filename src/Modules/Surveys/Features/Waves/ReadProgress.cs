using Crm.Platform.Time;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Public;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Waves;

/// <summary>How far a wave is: sent, started, finished, where people stop, how long pages take, day by day. Opening a link is never counted: mail scanners open them all.</summary>
[Needs("surveys.read")]
internal static class ReadProgress
{
    /// <summary>Times, and answers by question, are taken from so many of the latest answers.</summary>
    public const int Latest = 20_000;

    public sealed record Query(long Id) : IRequest<View>;

    /// <param name="Reached">Have come as far as this page: all who finished, and those who stopped on it or later.</param>
    /// <param name="Left">Have begun, not finished, and got no further.</param>
    /// <param name="MedianSeconds">Null while nobody has sent it, or too few of an anonymous wave have.</param>
    public sealed record PageRow(string Key, string Title, long Reached, long Left, double? MedianSeconds, IReadOnlyList<ItemRow> Items);

    /// <param name="Answered">Of those who finished or are on the way, how many have answered it.</param>
    public sealed record ItemRow(string Key, string Text, long Answered);

    public sealed record DayRow(DateOnly Day, long Sent, long Started, long Finished);

    public sealed record SeriesRow(long Id, string Title, long Delivered, long Finished, double? Rate, bool Current);

    public sealed record View
    {
        public long Id { get; init; }
        public string Title { get; init; } = "";
        public WaveState State { get; init; }
        public bool Anonymous { get; init; }
        public Counts Counts { get; init; } = Counts.None;
        public long Reminded { get; init; }
        public int? Quota { get; init; }
        public long? Taken { get; init; }
        public decimal? Budget { get; init; }
        public decimal? Awarded { get; init; }

        /// <summary>Of the budget, where it is money in coupons.</summary>
        public string? Currency { get; init; }
        public long Waiting { get; init; }
        public long Wishes { get; init; }

        /// <summary>An anonymous wave with under five answers: what they are made of is not shown.</summary>
        public bool Hidden { get; init; }

        public IReadOnlyList<PageRow> Pages { get; init; } = [];
        public IReadOnlyList<DayRow> Days { get; init; } = [];
        public IReadOnlyList<SeriesRow> Series { get; init; } = [];
    }

    sealed record PageTime(string Page, double Median, long N);

    sealed record Stopped(int Page, long N);

    sealed record Answered(string Item, long N);

    sealed record DayCount(DateOnly Day, int What, long N);

    public sealed class Handler(SurveysDb db, Links links, CurrentUser user, InstallationZone zone) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query request, CancellationToken cancellationToken)
        {
            var wave = await db.Waves.AsNoTracking().Include(w => w.Survey).SingleOrDefaultAsync(w => w.Id == request.Id, cancellationToken) ?? throw new MissingException("Wave", request.Id);
            var counts = (await Counts.Of(db, [wave.Id], cancellationToken)).GetValueOrDefault(wave.Id, Counts.None);
            var hidden = wave.Anonymous && !AnonymousGuard.Shows(counts.Finished);
            var tally = wave.Tallies ? await db.WaveTallies.AsNoTracking().SingleOrDefaultAsync(t => t.WaveId == wave.Id, cancellationToken) ?? new WaveTally() : null;
            var (pages, days) = wave.State == WaveState.Draft ? ([], []) : (await Pages(wave, counts, hidden, cancellationToken), await Days(wave, cancellationToken));
            return new View
            {
                Id = wave.Id, Title = wave.Title.Length > 0 ? wave.Title : wave.Survey.Draft.Title.In(user.Language), State = wave.State, Anonymous = wave.Anonymous, Counts = counts, Hidden = hidden,
                Quota = wave.Quota, Taken = tally?.Taken, Budget = wave.Budget, Awarded = tally?.Awarded, Currency = wave.CouponCurrency, Pages = pages, Days = days,
                Reminded = await db.Invitations.LongCountAsync(i => i.WaveId == wave.Id && i.Reminders > 0, cancellationToken),
                Waiting = wave.Continues ? await db.WaveDues.LongCountAsync(d => d.WaveId == wave.Id && d.DoneAt == null, cancellationToken) : 0,
                Wishes = wave.OffersContact ? await db.ContactWishes.LongCountAsync(w => w.WaveId == wave.Id, cancellationToken) : 0,
                Series = wave.SeriesId is { } series ? await SeriesOf(series, wave.Id, cancellationToken) : [],
            };
        }

        async Task<IReadOnlyList<PageRow>> Pages(Wave wave, Counts counts, bool hidden, CancellationToken ct)
        {
            var version = wave.VersionId ?? await db.Versions.Where(v => v.SurveyId == wave.SurveyId).OrderByDescending(v => v.Number).Select(v => v.Id).FirstAsync(ct);
            var definition = await links.Version(version, ct);
            var stopped = (await db.Drafts.Where(d => db.Invitations.Any(i => i.Id == d.InvitationId && i.WaveId == wave.Id && i.FinishedAt == null)).GroupBy(d => d.Page).Select(g => new Stopped(g.Key, g.LongCount())).ToListAsync(ct)).ToDictionary(s => s.Page, s => s.N);
            var times = hidden ? [] : (await db.Database.SqlQuery<PageTime>($"""
                select e.key as page, percentile_cont(0.5) within group (order by e.value::int) as median, count(*) as n
                from (select page_seconds from surveys.responses where wave_id = {wave.Id} and source = 'link' order by id desc limit {Latest}) r, jsonb_each_text(r.page_seconds) e group by e.key
                """).ToListAsync(ct)).Where(t => !wave.Anonymous || AnonymousGuard.Shows(t.N)).ToDictionary(t => t.Page, t => t.Median);
            var answered = hidden ? [] : (await db.Database.SqlQuery<Answered>($"""
                select k as item, count(*) as n from (
                    select jsonb_object_keys(answers || texts) as k from (select answers, texts from surveys.responses where wave_id = {wave.Id} order by id desc limit {Latest}) r
                    union all
                    select jsonb_object_keys(d.answers) from surveys.drafts d join surveys.invitations i on i.id = d.invitation_id where i.wave_id = {wave.Id} and i.finished_at is null) x group by k
                """).ToListAsync(ct)).ToDictionary(a => a.Item, a => a.N);
            var unfinished = stopped.Values.Sum();
            var rows = new List<PageRow>();
            for (var i = 0; i < definition.Dimensions.Count; i++)
            {
                var page = definition.Dimensions[i];
                var left = stopped.GetValueOrDefault(i);
                rows.Add(new(page.Key, page.Title.In(user.Language), counts.Finished + unfinished, left, times.TryGetValue(page.Key, out var median) ? median : null,
                    [.. page.Items.Select(item => new ItemRow(item.Key, item.Text.In(user.Language), answered.GetValueOrDefault(item.Key)))]));
                unfinished -= left;
            }
            return rows;
        }

        async Task<IReadOnlyList<DayRow>> Days(Wave wave, CancellationToken ct)
        {
            var name = zone.Zone.Id;
            // What was sent, begun and finished, by the days of the installation; the latest 90 of them.
            var rows = await db.Database.SqlQuery<DayCount>($"""
                select (t.at at time zone {name})::date as day, t.what, count(*) as n
                from surveys.invitations i cross join lateral (values (0, case when i.delivery not in ('undeliverable', 'public_link') then i.created_at end), (1, i.started_at), (2, i.finished_at)) as t(what, at)
                where i.wave_id = {wave.Id} and t.at is not null group by 1, 2 order by 1 desc limit 270
                """).ToListAsync(ct);
            return [.. rows.GroupBy(r => r.Day).OrderBy(g => g.Key).TakeLast(90).Select(g => new DayRow(g.Key, N(g, 0), N(g, 1), N(g, 2)))];

            static long N(IEnumerable<DayCount> day, int what) => day.Where(d => d.What == what).Sum(d => d.N);
        }

        async Task<IReadOnlyList<SeriesRow>> SeriesOf(long series, long current, CancellationToken ct)
        {
            var waves = await db.Waves.Where(w => w.SeriesId == series).OrderByDescending(w => w.OpensAt).Take(24).Select(w => new { w.Id, w.Title }).ToListAsync(ct);
            var counts = await Counts.Of(db, [.. waves.Select(w => w.Id)], ct);
            return [.. waves.Select(w => counts.GetValueOrDefault(w.Id, Counts.None) is var n ? new SeriesRow(w.Id, w.Title, n.Delivered, n.Finished, n.ResponseRate, w.Id == current) : null!)];
        }
    }
}
