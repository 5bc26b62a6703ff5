using System.Globalization;
using System.Text;
using Crm.Platform.Data;
using Crm.Platform.Search;

namespace Crm.Knowledge.Domain;

/// <summary>An article in one language: the text as it stands, and every version before it.</summary>
internal sealed class Translation : Entity, IAudited
{
    Translation() { }

    internal Translation(string language) => Language = language;

    public long ArticleId { get; private set; }
    public Article Article { get; private set; } = null!;

    /// <summary>zh-CN or en.</summary>
    public string Language { get; private set; } = "";
    public string Title { get; private set; } = "";

    /// <summary>Its name in addresses. Older ones lead here.</summary>
    public string Slug { get; private set; } = "";

    /// <summary>Markdown. The versions keep what it was.</summary>
    [NotAudited]
    public string Body { get; private set; } = "";

    /// <summary>Number of the version that stands.</summary>
    public int Number { get; private set; }
    public long? ChangedById { get; private set; }
    public DateTimeOffset ChangedAt { get; private set; }

    /// <summary>Words of the title, which weigh more in a search than those of the text.</summary>
    [NotAudited]
    public string TitleWords { get; private set; } = "";
    [NotAudited]
    public string BodyWords { get; private set; } = "";

    readonly List<ArticleVersion> versions = [];
    readonly List<OldSlug> oldSlugs = [];

    public IReadOnlyList<ArticleVersion> Versions => versions;
    public IReadOnlyList<OldSlug> OldSlugs => oldSlugs;

    internal bool Say(string title, string body, string slug, long? by, DateTimeOffset at, int? restored)
    {
        var moved = Slug != slug;
        // One that comes back is current again; the handler has taken it out of the old ones.
        if (moved && Slug.Length > 0) oldSlugs.Add(new OldSlug(Language, Slug));
        Slug = slug;
        if (Title == title && Body == body) return moved;
        (Title, Body, ChangedById, ChangedAt) = (title, body, by, at);
        Number++;
        TitleWords = SearchText.Words(title);
        // A tsvector holds at most a megabyte; a very long text is found by its first words.
        BodyWords = SearchText.Words(body[..Math.Min(body.Length, 20_000)]);
        versions.Add(new ArticleVersion(Number, title, body, by, at, restored));
        return true;
    }

    /// <summary>A title as it stands in addresses: letters and digits of any script, the rest as hyphens.</summary>
    public static string SlugOf(string title)
    {
        var slug = new StringBuilder();
        foreach (var rune in title.Normalize(NormalizationForm.FormKC).ToLowerInvariant().EnumerateRunes())
        {
            if (slug.Length >= Article.SlugLength - 8) break; // room for a number behind it
            if (Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark) slug.Append(rune.ToString());
            else if (slug.Length > 0 && slug[^1] != '-') slug.Append('-');
        }
        return slug.ToString().Trim('-') is { Length: > 0 } text ? text : "article";
    }
}

/// <summary>A text as it was, by whom and since when.</summary>
internal sealed class ArticleVersion
{
    ArticleVersion() { }

    internal ArticleVersion(int number, string title, string body, long? by, DateTimeOffset at, int? restored) =>
        (Number, Title, Body, ById, At, RestoredFrom) = (number, title, body, by, at, restored);

    public long Id { get; private set; }
    public long TranslationId { get; private set; }
    public int Number { get; private set; }
    public string Title { get; private set; } = "";
    public string Body { get; private set; } = "";
    public long? ById { get; private set; }
    public DateTimeOffset At { get; private set; }

    /// <summary>The version whose text was put back.</summary>
    public int? RestoredFrom { get; private set; }
}

/// <summary>An address the article had before.</summary>
internal sealed class OldSlug
{
    OldSlug() { }

    internal OldSlug(string language, string slug) => (Language, Slug) = (language, slug);

    public string Language { get; private set; } = "";
    public string Slug { get; private set; } = "";
    public long TranslationId { get; private set; }
}
