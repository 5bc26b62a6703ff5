using Crm.Contracts.Knowledge;
using Crm.Knowledge.Data;
using Crm.Knowledge.Features.Articles;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tests.Knowledge;

/// <summary>Articles for the tests of the module.</summary>
internal static class KnowledgeWorld
{
    /// <summary>A browser that a person reads with; one without a name counts as a machine.</summary>
    public const string UserAgent = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0";

    /// <summary>A new article in a state, written by the supervisor.</summary>
    public static async Task<long> Article(this CrmApp app, string? en = null, string? zh = null, ArticleState state = ArticleState.Public, string bodyEn = "Do this.", string bodyZh = "请这样做。", DateOnly? expires = null, long category = 1, long? owner = null)
    {
        var id = await app.Send(new WriteArticle.Command
        {
            CategoryId = category, OwnerId = owner, ExpiresOn = expires, TitleEn = en ?? "", BodyEn = en is null ? "" : bodyEn, TitleZh = zh ?? "", BodyZh = zh is null ? "" : bodyZh,
        }, "supervisor");
        if (state != ArticleState.Draft) await app.Move(id, state);
        return id;
    }

    public static async Task Move(this CrmApp app, long id, ArticleState state) => await app.Send(new MoveArticle.Command { Id = id, To = state, Version = await app.VersionOf(id) }, "supervisor");

    public static Task<uint> VersionOf(this CrmApp app, long id) => app.Db<KnowledgeDb, uint>(db => db.Articles.Where(a => a.Id == id).Select(a => a.Version).SingleAsync());

    /// <summary>Changes the English text.</summary>
    public static async Task Rewrite(this CrmApp app, long id, string title, string body, string slug = "")
    {
        var form = await app.Send(new WriteArticle.Query(id), "supervisor");
        await app.Send(form with { TitleEn = title, BodyEn = body, SlugEn = slug.Length > 0 ? slug : form.SlugEn }, "supervisor");
    }

    /// <summary>Opens a page of the help centre as a person does.</summary>
    public static Task<Answer> Visit(this Browser browser, string url, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.TryAddWithoutValidation("User-Agent", UserAgent);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return browser.Send(request);
    }
}
