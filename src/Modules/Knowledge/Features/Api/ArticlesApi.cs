using Crm.Contracts.Knowledge;
using Crm.Knowledge.Features.Articles;
using Crm.Platform.Api;
using Crm.Platform.Web;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Crm.Knowledge.Features.Api;

/// <summary>Articles as JSON: the same use cases as the pages.</summary>
internal static class ArticlesApi
{
    /// <summary>An article in a list.</summary>
    public sealed record ArticleLineJson(long Id, string Title, IReadOnlyList<string> Languages, ArticleState State, long CategoryId, long? OwnerId, DateOnly? ExpiresOn, bool Expired, DateTimeOffset ChangedAt);

    /// <summary>One language of an article. The address is null while customers cannot read it.</summary>
    public sealed record TextJson(string Language, string Title, string Slug, string Body, int Number, string? Url);

    /// <summary>An article with all its languages.</summary>
    public sealed record ArticleJson(
        long Id, ArticleState State, long CategoryId, long? OwnerId, DateOnly? ExpiresOn, bool Expired, DateTimeOffset CreatedAt, DateTimeOffset ChangedAt, DateTimeOffset? PublishedAt, int Views, int Helpful, int Unhelpful, IReadOnlyList<TextJson> Texts);

    /// <summary>One language as it is written. Without a slug the title makes one.</summary>
    public sealed record TextBody(string? Title, string? Body, string? Slug);

    /// <summary>A new article. Texts by language: "zh-CN", "en".</summary>
    public sealed record NewArticle(long? CategoryId, long? OwnerId, DateOnly? ExpiresOn, IReadOnlyDictionary<string, TextBody?>? Texts, long? TicketId);

    /// <summary>Fields to change; those left out stay.</summary>
    public sealed record Patch(long? CategoryId, long? OwnerId, DateOnly? ExpiresOn, IReadOnlyDictionary<string, TextBody?>? Texts);

    /// <summary>Whom it is for: public (default) or internal.</summary>
    public sealed record Publication(ArticleState? State);

    public static void MapArticles(this ApiRoutes api)
    {
        var articles = api.MapGroup("/articles").WithTags("Articles");
        articles.MapGet("", async ([AsParameters] PageQuery page, string? q, Snake<ArticleState>? state, long? categoryId, string? language, bool? expired, IMediator m, CancellationToken ct) =>
        {
            var slice = await m.Send(new ListArticles.Query { Q = q, State = state?.Value, CategoryId = categoryId, Language = language, Expired = expired ?? false, After = page.Cursor, Limit = page.Size }, ct);
            return new Slice<ArticleLineJson>([.. slice.Items.Select(a => new ArticleLineJson(a.Id, a.Title, a.Languages, a.State, a.CategoryId, a.OwnerId, a.ExpiresOn, a.Expired, a.ChangedAt))], slice.NextCursor);
        }).Needs("knowledge.read");
        articles.MapGet("/{id:long}", async (long id, IMediator m, CancellationToken ct) => await Answer(m, id, ct)).Needs("knowledge.read");
        articles.MapPost("", async (NewArticle a, IMediator m, CancellationToken ct) =>
        {
            var id = await m.Send(With(new WriteArticle.Command { CategoryId = a.CategoryId, OwnerId = a.OwnerId, ExpiresOn = a.ExpiresOn, TicketId = a.TicketId }, a.Texts), ct);
            var (json, version) = await Read(m, id, ct);
            return ETags.Created($"/api/v1/articles/{id}", json, version);
        }).Needs("knowledge.write").Creates();
        articles.MapPatch("/{id:long}", async (long id, Patch p, IfMatch match, IMediator m, CancellationToken ct) =>
        {
            var now = await m.Send(new WriteArticle.Query(id), ct);
            await m.Send(With(now with { Version = match.Version, CategoryId = p.CategoryId ?? now.CategoryId, OwnerId = p.OwnerId ?? now.OwnerId, ExpiresOn = p.ExpiresOn ?? now.ExpiresOn }, p.Texts), ct);
            return await Answer(m, id, ct);
        }).Needs("knowledge.write");
        articles.MapPost("/{id:long}/publish", async (long id, Publication p, IfMatch match, IMediator m, CancellationToken ct) =>
        {
            if (p.State is not (null or ArticleState.Public or ArticleState.Internal)) throw new Platform.UseCases.RuleException("knowledge.rule.step", "state");
            await m.Send(new MoveArticle.Command { Id = id, To = p.State ?? ArticleState.Public, Version = match.Version }, ct);
            return await Answer(m, id, ct);
        }).Needs("knowledge.publish");
    }

    static WriteArticle.Command With(WriteArticle.Command command, IReadOnlyDictionary<string, TextBody?>? texts)
    {
        foreach (var (language, text) in texts ?? new Dictionary<string, TextBody?>())
        {
            if (text is null) continue;
            command = language switch
            {
                "zh-CN" => command with { TitleZh = text.Title ?? command.TitleZh, BodyZh = text.Body ?? command.BodyZh, SlugZh = text.Slug ?? command.SlugZh },
                "en" => command with { TitleEn = text.Title ?? command.TitleEn, BodyEn = text.Body ?? command.BodyEn, SlugEn = text.Slug ?? command.SlugEn },
                _ => throw new Platform.UseCases.RuleException("knowledge.rule.language", "texts"),
            };
        }
        return command;
    }

    static async Task<Tagged<ArticleJson>> Answer(IMediator m, long id, CancellationToken ct)
    {
        var (json, version) = await Read(m, id, ct);
        return ETags.Ok(json, version);
    }

    static async Task<(ArticleJson Json, uint Version)> Read(IMediator m, long id, CancellationToken ct)
    {
        var a = await m.Send(new ShowArticle.Query(id), ct);
        return (new ArticleJson(a.Id, a.State, a.CategoryId, a.OwnerId, a.ExpiresOn, a.Expired, a.CreatedAt, a.ChangedAt, a.PublishedAt, a.Views, a.Helpful, a.Unhelpful,
            [.. a.Texts.Select(t => new TextJson(t.Language, t.Title, t.Slug, t.Body, t.Number, t.Url))]), a.Version);
    }
}
