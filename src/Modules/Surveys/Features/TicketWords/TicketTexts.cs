using Crm.Contracts.Tickets;
using Crm.Platform.Time;
using Crm.Surveys.Data;
using Crm.Surveys.Domain.Texts;
using Crm.Surveys.Features.Words;

namespace Crm.Surveys.Features.TicketWords;

/// <summary>Which messages: the question behind every figure, and behind the list it opens.</summary>
internal record MessageFilter
{
    public DateOnly? From { get; init; }
    public DateOnly? To { get; init; }
    public TicketType? Type { get; init; }
    public long? Team { get; init; }

    /// <summary>Only messages with this word.</summary>
    public string? Word { get; init; }

    /// <summary>Only messages of the theme of these words, with commas between.</summary>
    public string? Words { get; init; }

    public Tone? Tone { get; init; }

    /// <summary>First and last day: thirty days up to today unless something else was asked.</summary>
    public (DateOnly From, DateOnly To) Days(DateOnly today)
    {
        var to = To is { } last && last < today ? last : today;
        if (to < Earliest) to = Earliest;
        var from = From ?? to.AddDays(-29);
        return (from < Earliest ? Earliest : from, to);
    }

    static readonly DateOnly Earliest = new(2000, 1, 1);
}

/// <summary>A message of a customer, read: without what identifies people, the different words that tell something, and how it sounds.</summary>
/// <param name="Tone">Null where no model is good enough to say.</param>
internal sealed record HeardMessage(long Id, long TicketId, string Ticket, DateTimeOffset At, string Text, IReadOnlyList<string> Words, Tone? Tone)
{
    /// <summary>Of a theme are messages in which at least two of its words stand.</summary>
    public bool IsOf(IReadOnlyList<string> theme) => Words.Count(theme.Contains) >= ThemeFinder.Together;
}

/// <param name="More">There are older ones that were not read.</param>
internal sealed record HeardMessages(DateOnly From, DateOnly To, IReadOnlyList<HeardMessage> Messages, bool More);

/// <summary>
/// Reads what customers say on tickets as comments are read, with the model that comments have taught. It is done anew for each
/// question and nothing is kept: the words stay with their ticket, whose scope and whose erasure count at once.
/// </summary>
internal sealed class TicketTexts(SurveysDb db, ICustomerMessages messages, CommentMask mask, InstallationZone zone, TimeProvider clock)
{
    /// <summary>So many of the latest are read, which takes a second or so; the page says so when there are more.</summary>
    public const int Most = 2000;

    public async Task<HeardMessages> Read(MessageFilter filter, CancellationToken ct)
    {
        var (from, to) = filter.Days(zone.DayOf(clock.GetUtcNow()));
        var said = await messages.Latest(from, to, filter.Type, filter.Team, Most + 1, ct);
        var model = (await ReadComments.Latest(db, ct))?.Model;
        await mask.For(said.Select(m => (long?)m.CustomerId), ct);
        var theme = filter.Words?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var read = said.Take(Most).Select(m =>
        {
            var text = mask.Of(m.Body, m.CustomerId);
            var words = ReadComments.WordsOf(text);
            return new HeardMessage(m.Id, m.TicketId, m.Ticket, m.At, text, ReadComments.Telling(words), model is null ? null : SentimentModel.ToneOf(model.Positive(TextFeatures.Of(words))));
        }).Where(m => (string.IsNullOrEmpty(filter.Word) || m.Words.Contains(filter.Word)) && (theme is not { Length: > 0 } || m.IsOf(theme)) && (filter.Tone is null || m.Tone == filter.Tone));
        return new(from, to, [.. read], said.Count > Most);
    }
}
