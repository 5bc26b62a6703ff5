using Crm.Care.Data;
using Crm.Care.Domain;
using Crm.Contracts.Customers;
using Crm.Platform.Time;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Care.Features.Greetings;

/// <summary>All greetings with their next day, and how many left in the last twelve months.</summary>
[Needs("care.read")]
internal static class ListGreetings
{
    public sealed record Query : IRequest<IReadOnlyList<Row>>;

    public sealed record Row(long Id, GreetingKind Kind, string NameEn, string NameZh, bool On, int Hour, string? Segment, IReadOnlyList<CustomerLevel> Levels, DateOnly? Next, long Sent)
    {
        public string Name(string language) => language == "zh-CN" ? NameZh : NameEn;
    }

    public sealed class Handler(CareDb db, ICustomerSegments segments, InstallationZone zone) : IRequestHandler<Query, IReadOnlyList<Row>>
    {
        public async Task<IReadOnlyList<Row>> Handle(Query query, CancellationToken cancellationToken)
        {
            var now = db.Clock.GetUtcNow();
            var (today, since) = (zone.DayOf(now), now.AddYears(-1));
            var greetings = await db.Greetings.AsNoTracking().OrderBy(g => g.Id).ToListAsync(cancellationToken);
            var sent = await db.Greeted.Where(g => g.At > since).GroupBy(g => g.GreetingId).Select(g => new { g.Key, N = g.LongCount() }).ToDictionaryAsync(g => g.Key, g => g.N, cancellationToken);
            var names = await segments.FactsOf([.. greetings.Select(g => g.SegmentId).OfType<long>().Distinct()], cancellationToken);
            return [.. greetings.Select(g => new Row(g.Id, g.Kind, g.NameEn, g.NameZh, g.On, g.Hour, g.SegmentId is { } s ? names.GetValueOrDefault(s)?.Name : null, g.Levels, Next(g, today), sent.GetValueOrDefault(g.Id)))
                .OrderBy(r => r.Next is null ? 0 : 1).ThenBy(r => r.Next).ThenBy(r => r.Id)];
        }

        static DateOnly? Next(Greeting greeting, DateOnly today) => greeting.DayIn(today.Year) is { } day ? day >= today ? day : greeting.DayIn(today.Year + 1) : null;
    }
}

/// <summary>What leaves on which of the coming 90 days, and to how many at most: consents are asked on the day itself.</summary>
[Needs("care.read")]
internal static class ReadCareCalendar
{
    public const int Days = 90;

    public sealed record Query : IRequest<View>;

    /// <param name="UpTo">How many it may reach, before consents and addresses are looked at.</param>
    public sealed record Entry(DateOnly Day, long GreetingId, GreetingKind Kind, string NameEn, string NameZh, bool On, long UpTo)
    {
        public string Name(string language) => language == "zh-CN" ? NameZh : NameEn;
    }

    public sealed record View(DateOnly From, DateOnly To, IReadOnlyList<Entry> Entries);

    public sealed class Handler(CareDb db, ICareDates dates, ICustomerSegments segments, InstallationZone zone) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query query, CancellationToken cancellationToken)
        {
            var from = zone.DayOf(db.Clock.GetUtcNow());
            var to = from.AddDays(Days - 1);
            var entries = new List<Entry>();
            foreach (var g in await db.Greetings.AsNoTracking().OrderBy(g => g.Id).ToListAsync(cancellationToken))
            {
                if (g.Kind is GreetingKind.Birthday or GreetingKind.Anniversary)
                {
                    if (!g.On) continue;
                    var counts = await dates.Count(g.Kind == GreetingKind.Birthday ? CareDay.Birthday : CareDay.Anniversary, from, to, g.Levels, cancellationToken);
                    entries.AddRange(counts.Select(c => new Entry(c.Key, g.Id, g.Kind, g.NameEn, g.NameZh, g.On, c.Value)));
                }
                else
                {
                    var reached = new[] { from.Year, to.Year }.Distinct().Select(y => g.DayIn(y)!.Value).Where(d => d >= from && d <= to).ToList();
                    if (reached.Count == 0) continue;
                    var n = !g.On ? 0 : g.SegmentId is { } segment ? await segments.Count(segment, cancellationToken) : await dates.CountAll(g.Levels, cancellationToken);
                    entries.AddRange(reached.Select(d => new Entry(d, g.Id, g.Kind, g.NameEn, g.NameZh, g.On, n)));
                }
            }
            return new(from, to, [.. entries.OrderBy(e => e.Day).ThenBy(e => e.GreetingId)]);
        }
    }
}

/// <summary>How a greeting reads, for a customer made up, in both languages.</summary>
[Needs("care.read")]
internal static class PreviewGreeting
{
    public sealed record Query(long Id) : IRequest<View>;

    public sealed record View(long Id, string NameEn, string NameZh, bool On, IReadOnlyList<CareSample> Samples);

    public sealed class Handler(CareDb db, CareMails mails, Platform.Settings.ISettings settings, Platform.Localization.Texts texts) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query query, CancellationToken cancellationToken)
        {
            var g = await db.Greetings.AsNoTracking().SingleOrDefaultAsync(g => g.Id == query.Id, cancellationToken) ?? throw new Platform.UseCases.MissingException("greeting", query.Id);
            var sender = (await settings.Care(cancellationToken)).Sender;
            return new(g.Id, g.NameEn, g.NameZh, g.On, CareSample.Of(mails, texts, Purpose.Care, sender, (null, new CareLetter(g.Subject, g.Body))));
        }
    }
}
