using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OutputCaching;

namespace Crm.Knowledge.Features.HelpCenter;

[AllowAnonymous, OutputCache(PolicyName = HelpCenterCache.Articles)]
internal sealed class ArticlePage : HelpCenterPage
{
    [FromRoute]
    public string Slug { get; set; } = "";

    public ReadArticle.Text Article { get; private set; } = null!;

    public IReadOnlyList<ArticleLine> Related { get; private set; } = [];

    public IReadOnlyDictionary<string, string> Alternates { get; private set; } = new Dictionary<string, string>();

    public async Task<IActionResult> OnGetAsync()
    {
        var found = await Send(new ReadArticle.Query(Language, Slug));
        if (found.MovedTo is { } slug) return LocalRedirectPermanent(HelpCenterUrls.Article(Language, slug));
        if (found.Article is not { } article) return Missing();
        (Article, Related) = (article, found.Related);
        var addresses = new Dictionary<string, string> { [Language] = HelpCenterUrls.Article(Language, Slug) };
        if (article.OtherSlug is { } other) addresses[Other] = HelpCenterUrls.Article(Other, other);
        Alternates = addresses;
        return await Fresh();
    }

    /// <summary>The beginning of the text, for search engines.</summary>
    public string Description
    {
        get
        {
            var plain = string.Join(' ', Article.Body.Split(['\r', '\n', '#', '*', '`', '>', '|', '_'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
            return plain.Length <= 150 ? plain : plain[..(char.IsHighSurrogate(plain[149]) ? 149 : 150)] + "…";
        }
    }
}
