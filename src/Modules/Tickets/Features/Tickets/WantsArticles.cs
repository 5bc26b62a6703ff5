using Crm.Platform.Users;
using Crm.Tickets.Data;
using MediatR;

namespace Crm.Tickets.Features.Tickets;

/// <summary>Whether articles come before a ticket of a category. Asked while somebody types.</summary>
[Needs("tickets.write")]
internal static class WantsArticles
{
    public sealed record Query(long? CategoryId) : IRequest<bool>;

    internal sealed class Handler(TicketsDb db) : IRequestHandler<Query, bool>
    {
        public async Task<bool> Handle(Query q, CancellationToken ct) => (await db.AllRulesShown(ct)).Routing.ArticlesFirst(q.CategoryId);
    }
}
