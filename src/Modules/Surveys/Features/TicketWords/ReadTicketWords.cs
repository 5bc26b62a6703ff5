using Crm.Contracts.Staff;
using Crm.Platform.Time;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain.Texts;
using Crm.Surveys.Features.Words;
using MediatR;

namespace Crm.Surveys.Features.TicketWords;

/// <summary>What customers speak of on tickets: frequent words, themes, tone. Within the reader's scope of tickets.</summary>
[Needs("tickets.read")]
internal static class ReadTicketWords
{
    const int Shown = 60, ThemesShown = 12, ExamplesShown = 3;

    public sealed record Query : MessageFilter, IRequest<View>;

    /// <summary>How so many messages sound.</summary>
    public sealed record Tones(int N, int Positive, int Unclear, int Negative)
    {
        public static Tones Of(IReadOnlyCollection<HeardMessage> messages) =>
            new(messages.Count, messages.Count(m => m.Tone == Tone.Positive), messages.Count(m => m.Tone == Tone.Unclear), messages.Count(m => m.Tone == Tone.Negative));

        public int Count(Tone tone) => tone switch { Tone.Positive => Positive, Tone.Negative => Negative, _ => Unclear };

        public double? Share(Tone tone) => N == 0 ? null : Count(tone) / (double)N;
    }

    public sealed record WordLine(string Word, int N, int Negative);

    public sealed record ThemeLine(IReadOnlyList<string> Words, int N, int Negative, IReadOnlyList<Example> Examples);

    public sealed record Example(long TicketId, string Ticket, string Text);

    public sealed record Step(DateOnly From, DateOnly To, Tones Tones);

    public sealed record TeamName(long Id, string Name);

    /// <param name="N">Messages that were read.</param>
    /// <param name="More">There are older ones in the period that were not.</param>
    /// <param name="Tones">Null while no model is good enough to say.</param>
    /// <param name="Steps">The same by day, week or month, as long as the period is.</param>
    public sealed record View(DateOnly From, DateOnly To, int N, bool More, IReadOnlyList<WordLine> Words, IReadOnlyList<ThemeLine> Themes, Tones? Tones, IReadOnlyList<Step> Steps, Learned Learned, IReadOnlyList<TeamName> Teams);

    public sealed class Handler(SurveysDb db, TicketTexts texts, IStaffDirectory staff, InstallationZone zone) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query request, CancellationToken cancellationToken)
        {
            var (from, to, messages, more) = await texts.Read(request, cancellationToken);
            var learned = await Learned.Of(db, cancellationToken);
            var words = messages.SelectMany(m => m.Words.Select(w => (Word: w, m.Tone))).GroupBy(w => w.Word).Where(g => g.Count() > 1)
                .Select(g => new WordLine(g.Key, g.Count(), g.Count(w => w.Tone == Tone.Negative))).OrderByDescending(w => w.N).ThenBy(w => w.Word, StringComparer.Ordinal).ToList();
            var told = learned.Model?.Helps == true;
            var teams = (await staff.Teams(cancellationToken)).Values.Select(t => new TeamName(t.Id, t.Name)).OrderBy(t => t.Name, StringComparer.CurrentCulture);
            return new(from, to, messages.Count, more, [.. words.Take(Shown)], Themes(words, messages), told ? Tones.Of(messages) : null, told ? Steps(from, to, messages, more) : [], learned, [.. teams]);
        }

        static IReadOnlyList<ThemeLine> Themes(List<WordLine> words, IReadOnlyList<HeardMessage> messages)
        {
            var place = words.Take(ThemeFinder.MostWords).Select((w, i) => (w.Word, i)).ToDictionary(w => w.Word, w => w.i);
            var themes = ThemeFinder.Of([.. words.Select(w => (w.Word, (long)w.N))], [.. messages.Select(m => m.Words.Where(place.ContainsKey).Select(w => place[w]).ToArray())]);
            return [.. themes.Select(t =>
            {
                var of = messages.Where(m => m.IsOf(t.Words)).ToList();
                return new ThemeLine(t.Words, of.Count, of.Count(m => m.Tone == Tone.Negative), [.. of.Take(ExamplesShown).Select(m => new Example(m.TicketId, m.Ticket, m.Text))]);
            }).Where(t => t.N > 0).OrderByDescending(t => t.N).ThenBy(t => t.Words[0], StringComparer.Ordinal).Take(ThemesShown)];
        }

        /// <summary>By day up to two weeks, by week up to half a year, then by month; from the oldest message that was read.</summary>
        List<Step> Steps(DateOnly from, DateOnly to, IReadOnlyList<HeardMessage> messages, bool more)
        {
            var byDay = messages.ToLookup(m => zone.DayOf(m.At));
            if (more) from = byDay.Min(d => d.Key);
            var days = to.DayNumber - from.DayNumber;
            var steps = new List<Step>();
            for (var day = from; day <= to;)
            {
                var next = days < 14 ? day.AddDays(1) : days < 183 ? day.AddDays(7) : new DateOnly(day.Year, day.Month, 1).AddMonths(1);
                var last = next.AddDays(-1) < to ? next.AddDays(-1) : to;
                steps.Add(new(day, last, Tones.Of([.. byDay.Where(d => d.Key >= day && d.Key <= last).SelectMany(d => d)])));
                day = next;
            }
            return steps;
        }
    }
}
