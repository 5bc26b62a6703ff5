using Crm.Platform.Data;
using Crm.Platform.UseCases;

namespace Crm.Surveys.Domain;

/// <summary>
/// A trial of a draft with a few people before anybody is asked in earnest. It lives in tables of its own, so that no
/// figure, follow-up, event or point can ever come of it.
/// </summary>
internal sealed class Pretest : Entity, IAudited
{
    Pretest() { }

    /// <summary>Five to ten people find most of what is wrong; more is no longer a pre-test.</summary>
    public const int Fewest = 5, Most = 10;

    public long SurveyId { get; private set; }

    /// <summary>The draft as it was when the pre-test opened: testers all see the same.</summary>
    [NotAudited]
    public SurveyDefinition Definition { get; private set; } = new();

    public DateTimeOffset OpenedAt { get; private set; }
    public long? OpenedById { get; private set; }
    public DateTimeOffset? ClosedAt { get; private set; }
    public long? ClosedById { get; private set; }

    public static Pretest Open(Survey survey, long? by, DateTimeOffset at)
    {
        if (survey.Draft.Problems().FirstOrDefault() is { Key: { } problem } found) throw new RuleException(problem, null, found.What);
        return new() { SurveyId = survey.Id, Definition = survey.Draft, OpenedAt = at, OpenedById = by };
    }

    public void Close(long? by, DateTimeOffset at)
    {
        if (ClosedAt is null) (ClosedAt, ClosedById) = (at, by);
    }

    /// <summary>As testers see it: one question at a time, so that the time spent on each is known exactly and each can be remarked on.</summary>
    public static SurveyDefinition OneByOne(SurveyDefinition survey) => survey with
    {
        Dimensions = [.. survey.Dimensions.SelectMany(d => d.Items.Select(i => new Dimension { Key = "page_" + i.Key, Title = d.Title, Intro = d.Intro, InIndex = d.InIndex, Items = [i] }))],
    };
}

/// <summary>One tester: the link, and what they answered.</summary>
internal sealed class PretestTester : Entity
{
    PretestTester() { }

    public long PretestId { get; private set; }

    /// <summary>Whom the link was made for, in the author's words.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Kept readable, so that the author can hand it over again: it opens a trial form and nothing else.</summary>
    public string Token { get; private set; } = "";

    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset? StartedAt { get; private set; }
    public DateTimeOffset? FinishedAt { get; private set; }
    public string Language { get; private set; } = "en";
    public AnswerSheet Answers { get; private set; } = new();

    /// <summary>Active seconds by item key.</summary>
    public IReadOnlyDictionary<string, int> Seconds { get; private set; } = new Dictionary<string, int>();

    /// <summary>The furthest page, from 0.</summary>
    public int Page { get; private set; }

    public static PretestTester For(Pretest pretest, string name, string token, DateTimeOffset at) => new() { PretestId = pretest.Id, Name = name, Token = token, CreatedAt = at };

    /// <summary>Takes a page; a page seen again adds to its time.</summary>
    public void Keep(AnswerSheet answers, string item, int seconds, int page, string language, DateTimeOffset at)
    {
        StartedAt ??= at.AddSeconds(-seconds);
        (Answers, Language, Page) = (answers, language, Math.Max(Page, page));
        Seconds = new Dictionary<string, int>(Seconds) { [item] = Seconds.GetValueOrDefault(item) + seconds };
    }

    public void Finish(DateTimeOffset at) => FinishedAt ??= at;
}

/// <summary>What a tester says of a question; the author ticks it off when it is dealt with.</summary>
internal sealed class PretestRemark : Entity
{
    PretestRemark() { }

    public const int Longest = 1000;

    public long PretestId { get; private set; }
    public long TesterId { get; private set; }
    public string Item { get; private set; } = "";
    public string Text { get; private set; } = "";
    public DateTimeOffset At { get; private set; }
    public DateTimeOffset? DoneAt { get; private set; }
    public long? DoneById { get; private set; }

    public static PretestRemark By(PretestTester tester, string item, string text, DateTimeOffset at) => new() { PretestId = tester.PretestId, TesterId = tester.Id, Item = item, Text = text, At = at };

    public void Say(string text, DateTimeOffset at)
    {
        // Said anew, it has to be looked at anew.
        if (Text != text) (Text, At, DoneAt, DoneById) = (text, at, null, null);
    }

    public void Tick(bool done, long? by, DateTimeOffset at) => (DoneAt, DoneById) = (done ? at : null, done ? by : null);
}
