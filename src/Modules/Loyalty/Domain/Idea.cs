using Crm.Platform.Data;
using Crm.Platform.Privacy;
using Crm.Platform.UseCases;

namespace Crm.Loyalty.Domain;

/// <summary>Where an idea came from.</summary>
internal enum IdeaSource { Staff, Member, Feedback }

/// <summary>What became of an idea.</summary>
internal enum IdeaStatus { New, UnderReview, Planned, Built, Declined }

/// <summary>The words of an idea; one language is enough.</summary>
internal sealed record IdeaWords(string? TitleEn, string? TitleZh, string? TextEn, string? TextZh);

/// <summary>A suggestion that members vote on once it is published, and what we answer to it.</summary>
internal sealed class Idea : Entity, IAudited, IAboutSubject
{
    Idea() { }

    public Idea(IdeaWords words, IdeaSource source, string? origin, long? customerId, long? by, DateTimeOffset at)
    {
        (Source, Origin, CustomerId, CreatedBy, CreatedAt, ChangedAt) = (source, origin, customerId, by, at, at);
        Take(words);
    }

    public string? TitleEn { get; private set; }
    public string? TitleZh { get; private set; }
    public string? TextEn { get; private set; }
    public string? TextZh { get; private set; }
    public IdeaSource Source { get; private set; }

    /// <summary>Which feedback or call back it comes from: "feedback:12", "followup:7".</summary>
    public string? Origin { get; private set; }

    /// <summary>Whose idea it was; null: nobody's who is to be told.</summary>
    public long? CustomerId { get; private set; }
    long? IAboutSubject.SubjectId => CustomerId;

    public long? CreatedBy { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>Since when members see it and vote; null: not yet, or not any more.</summary>
    public DateTimeOffset? PublishedAt { get; private set; }

    public IdeaStatus Status { get; private set; }

    /// <summary>Who changed its status or words last, and when.</summary>
    public long? ChangedBy { get; private set; }
    public DateTimeOffset ChangedAt { get; private set; }

    /// <summary>What we answer to it, for all to read.</summary>
    public string? AnswerEn { get; private set; }
    public string? AnswerZh { get; private set; }

    /// <summary>Members who want it.</summary>
    public IdeaTally Tally { get; private set; } = new();

    /// <summary>What the proposer got when it was built; once.</summary>
    public long? RewardPoints { get; private set; }
    public DateTimeOffset? RewardedAt { get; private set; }

    public void Change(IdeaWords words, long? customerId, long? by, DateTimeOffset at)
    {
        Take(words);
        (CustomerId, ChangedBy, ChangedAt) = (customerId, by, at);
    }

    public void Publish(long? by, DateTimeOffset at) => (PublishedAt, ChangedBy, ChangedAt) = (PublishedAt ?? at, by, at);

    public void Withdraw(long? by, DateTimeOffset at) => (PublishedAt, ChangedBy, ChangedAt) = (null, by, at);

    /// <summary>Says what becomes of it, with the answer in public. A refusal says why.</summary>
    public void Decide(IdeaStatus status, string? answerEn, string? answerZh, long? by, DateTimeOffset at)
    {
        (answerEn, answerZh) = (Clean(answerEn), Clean(answerZh));
        if (status == IdeaStatus.Declined && (answerEn ?? answerZh) is null) throw new RuleException("loyalty.idea.why", "AnswerZh");
        (Status, AnswerEn, AnswerZh, ChangedBy, ChangedAt) = (status, answerEn, answerZh, by, at);
    }

    public void Reward(long points, DateTimeOffset at) => (RewardPoints, RewardedAt) = (points, at);

    void Take(IdeaWords words)
    {
        (TitleEn, TitleZh, TextEn, TextZh) = (Clean(words.TitleEn), Clean(words.TitleZh), Clean(words.TextEn), Clean(words.TextZh));
        if ((TitleEn ?? TitleZh) is null) throw new RuleException("loyalty.idea.title.needed", "TitleZh");
    }

    static string? Clean(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}

/// <summary>How many votes an idea has: beside it, so that a vote does not make an edit of its words stale.</summary>
internal sealed class IdeaTally
{
    public long IdeaId { get; private set; }
    public int Votes { get; private set; }
}

/// <summary>A member wants an idea: once.</summary>
internal sealed class IdeaVote
{
    public long IdeaId { get; init; }
    public long CustomerId { get; init; }
    public DateTimeOffset At { get; init; }

    /// <summary>The voter turned out to be another one who had voted already: it counts no second time.</summary>
    public bool Doubled { get; init; }
}
