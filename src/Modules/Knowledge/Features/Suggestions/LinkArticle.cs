using Crm.Contracts.Tickets;
using Crm.Knowledge.Data;
using Crm.Knowledge.Domain;
using Crm.Knowledge.Features.Articles;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Knowledge.Features.Suggestions;

/// <summary>Notes that an article has to do with a ticket, or that it has not.</summary>
[Needs("knowledge.read"), Needs("tickets.write")]
internal static class LinkArticle
{
    public sealed record Command(long TicketId, long ArticleId, bool Linked = true) : IRequest;

    internal sealed class Handler(KnowledgeDb db, ITicketDirectory tickets, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            if ((await tickets.TopicsOf([c.TicketId], ct)).Count == 0) throw new MissingException("Ticket", c.TicketId);
            if (!await db.Articles.ReadableBy(user).AnyAsync(a => a.Id == c.ArticleId, ct)) throw new MissingException("Article", c.ArticleId);
            if (!c.Linked) await db.TicketLinks.Where(l => l.TicketId == c.TicketId && l.ArticleId == c.ArticleId).ExecuteDeleteAsync(ct);
            else await db.Database.ExecuteSqlAsync($"""
                insert into knowledge.ticket_links (article_id, ticket_id, by_id, at) values ({c.ArticleId}, {c.TicketId}, {user.Id}, {clock.GetUtcNow()}) on conflict do nothing
                """, ct);
            return Unit.Value;
        }
    }
}
