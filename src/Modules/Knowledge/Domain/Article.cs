using Crm.Contracts.Knowledge;
using Crm.Platform.Data;
using Crm.Platform.UseCases;

namespace Crm.Knowledge.Domain;

/// <summary>Something worth knowing, told in one or both languages.</summary>
internal sealed class Article : Entity, IAudited
{
    public const int TitleLength = 200, BodyLength = 50_000, SlugLength = 80;

    Article() { }

    public long CategoryId { get; private set; }
    public ArticleState State { get; private set; }

    /// <summary>Who keeps it true, and is reminded before it expires.</summary>
    public long? OwnerId { get; private set; }

    /// <summary>The last day it can be relied on.</summary>
    public DateOnly? ExpiresOn { get; private set; }

    /// <summary>The day of expiry the owner has been reminded of.</summary>
    [NotAudited]
    public DateOnly? ReminderFor { get; private set; }

    public long? CreatedById { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; }
    public long? ChangedById { get; private set; }
    public DateTimeOffset ChangedAt { get; private set; }

    /// <summary>Since when it may be read without interruption.</summary>
    public DateTimeOffset? PublishedAt { get; private set; }

    readonly List<Translation> translations = [];

    public IReadOnlyList<Translation> Translations => translations;

    /// <summary>Whether others than its writers read it.</summary>
    public bool IsShown => State is ArticleState.Internal or ArticleState.Public;

    public static Article Write(long categoryId, long? ownerId, DateOnly? expiresOn, long? by, DateTimeOffset at)
    {
        var article = new Article { State = ArticleState.Draft, CreatedById = by, CreatedAt = at };
        article.Describe(categoryId, ownerId, expiresOn, by, at);
        return article;
    }

    public void Describe(long categoryId, long? ownerId, DateOnly? expiresOn, long? by, DateTimeOffset at)
    {
        if (CategoryId == categoryId && OwnerId == ownerId && ExpiresOn == expiresOn) return;
        (CategoryId, OwnerId, ExpiresOn) = (categoryId, ownerId, expiresOn);
        Changed(by, at);
    }

    /// <summary>Writes the text in a language. What is the same as before makes no version.</summary>
    public void Say(string language, string title, string body, string slug, long? by, DateTimeOffset at, int? restored = null)
    {
        if (In(language) is not { } text) translations.Add(text = new Translation(language));
        if (text.Say(title.Trim(), body.Trim(), slug, by, at, restored)) Changed(by, at);
    }

    public Translation? In(string language) => translations.Find(t => t.Language == language);

    /// <summary>Whether the step is one of those that a publisher takes: whatever readers notice.</summary>
    public static bool NeedsPublisher(ArticleState from, ArticleState to) =>
        from is not (ArticleState.Draft or ArticleState.Review) || to is not (ArticleState.Draft or ArticleState.Review);

    /// <summary>Where it may go from here, in the order in which one would.</summary>
    public static IReadOnlyList<ArticleState> NextOf(ArticleState state) => state switch
    {
        ArticleState.Draft => [ArticleState.Review, ArticleState.Public, ArticleState.Internal, ArticleState.Archived],
        ArticleState.Review => [ArticleState.Public, ArticleState.Internal, ArticleState.Draft, ArticleState.Archived],
        ArticleState.Internal => [ArticleState.Public, ArticleState.Draft, ArticleState.Archived],
        ArticleState.Public => [ArticleState.Internal, ArticleState.Draft, ArticleState.Archived],
        _ => [ArticleState.Draft],
    };

    public void Move(ArticleState to, long? by, DateTimeOffset at)
    {
        if (State == to) return;
        if (!NextOf(State).Contains(to)) throw new RuleException("knowledge.rule.step");
        var shown = IsShown;
        State = to;
        if (!IsShown) PublishedAt = null;
        else PublishedAt ??= at;
        Changed(by, at);
        if (IsShown) Raise(() => new ArticlePublished(Id, to == ArticleState.Public, at));
        else if (shown) Raise(() => new ArticleWithdrawn(Id, at));
    }

    /// <summary>Whether the owner is to be told now; says yes once for a day of expiry.</summary>
    public bool Remind()
    {
        if (ExpiresOn is not { } day || ReminderFor == day || !IsShown) return false;
        ReminderFor = day;
        return OwnerId is not null;
    }

    void Changed(long? by, DateTimeOffset at) => (ChangedById, ChangedAt) = (by, at);
}
