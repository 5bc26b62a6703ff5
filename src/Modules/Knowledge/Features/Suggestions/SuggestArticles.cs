using Crm.Contracts.Knowledge;
using Crm.Contracts.Tickets;
using Crm.Knowledge.Data;
using Crm.Knowledge.Domain;
using Crm.Knowledge.Features.Articles;
using Crm.Knowledge.Features.HelpCenter;
using Crm.Platform.Search;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Knowledge.Features.Suggestions;

/// <summary>The articles that belong to a ticket, and those that may help with it: like its subject and category, or holding the words typed. The reader sees them in their own language; what goes into a reply is the customer's.</summary>
[Needs("knowledge.read")]
internal static class SuggestArticles
{
    const int Most = 6;

    public sealed record Query(long TicketId, string? Text = null) : IRequest<Result>;

    public sealed record Result(TicketTopic Ticket, IReadOnlyList<Hit> Linked, IReadOnlyList<Hit> Suggested);

    internal sealed class Handler(KnowledgeDb db, ITicketDirectory tickets, Insertions insertions, HelpCenterState state, CurrentUser user) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query q, CancellationToken ct)
        {
            var ticket = (await tickets.TopicsOf([q.TicketId], ct)).Values.SingleOrDefault() ?? throw new MissingException("Ticket", q.TicketId);
            var linked = await db.TicketLinks.Where(l => l.TicketId == q.TicketId).OrderByDescending(l => l.At).Take(20).Select(l => l.ArticleId).ToListAsync(ct);
            var mine = await insertions.Shape(db.Translations.ReadableBy(user).Where(t => linked.Contains(t.ArticleId)), user.Language, ticket.Language, ct);
            var words = string.IsNullOrWhiteSpace(q.Text) ? ArticleQueries.AnyWord(ticket.Subject, ticket.Category, ticket.CategoryZh) : SearchText.Query(q.Text);
            var suggested = words is null ? [] : await insertions.Shape(db.Translations.Where(ArticleQueries.Current(state.Today)).Where(t => !linked.Contains(t.ArticleId)).Holding(words).BestFirst(words).Take(Most * 2), user.Language, ticket.Language, ct);
            return new(ticket, mine, [.. suggested.Take(Most)]);
        }
    }
}

/// <summary>The articles that share telling words with a subject, while nobody has made a ticket of it.</summary>
[Needs("knowledge.read")]
internal static class SuggestAnswers
{
    const int Most = 5;

    public sealed record Query(string? Subject) : IRequest<IReadOnlyList<Hit>>;

    internal sealed class Handler(KnowledgeDb db, Insertions insertions, HelpCenterState state, CurrentUser user) : IRequestHandler<Query, IReadOnlyList<Hit>>
    {
        public async Task<IReadOnlyList<Hit>> Handle(Query q, CancellationToken ct) =>
            ArticleQueries.AnyWord(q.Subject) is not { } words ? []
                : [.. (await insertions.Shape(db.Translations.Where(ArticleQueries.Current(state.Today)).Holding(words).BestFirst(words).Take(Most * 2), user.Language, user.Language, ct)).Take(Most)];
    }
}

/// <summary>An article as it is offered beside a reply.</summary>
/// <param name="Language">In which its title stands.</param>
/// <param name="Insert">The Markdown that goes into the reply: a link for the customer, or the text of what they cannot open.</param>
internal sealed record Hit(long Id, string Language, string Title, ArticleState State, string? Url, string Insert)
{
    public bool IsInternal => State == ArticleState.Internal;
}

/// <summary>Makes of texts what a reply takes.</summary>
internal sealed class Insertions(KnowledgeDb db, HelpCenterState state, HelpCenterUrls urls)
{
    /// <summary>In the order of the rows, which may have been found in either language.</summary>
    /// <param name="shown">Language of the titles, where an article has it.</param>
    /// <param name="inserted">Language of what goes into a reply, where an article has it; else as shown.</param>
    public async Task<IReadOnlyList<Hit>> Shape(IQueryable<Translation> rows, string shown, string inserted, CancellationToken ct)
    {
        List<long> ids = [.. (await rows.Select(t => t.ArticleId).ToListAsync(ct)).Distinct()];
        var texts = (await db.Translations.Where(t => ids.Contains(t.ArticleId)).OrderBy(t => t.Id).Select(t => new { t.ArticleId, t.Language, t.Title, t.Slug, t.Body, t.Article.State, t.Article.ExpiresOn }).ToListAsync(ct)).ToLookup(t => t.ArticleId);
        var open = await state.IsOn(ct);
        return [.. ids.Select(id =>
        {
            var seen = texts[id].MaxBy(t => t.Language == shown)!;
            var told = texts[id].FirstOrDefault(t => t.Language == inserted) ?? seen;
            var url = open && told.State == ArticleState.Public && !(told.ExpiresOn < state.Today) ? urls.Whole(HelpCenterUrls.Article(told.Language, told.Slug)) : null;
            return new Hit(id, seen.Language, seen.Title, seen.State, url, url is null ? told.Body : $"[{told.Title.Replace("[", "\\[", StringComparison.Ordinal).Replace("]", "\\]", StringComparison.Ordinal)}]({url})");
        })];
    }
}
