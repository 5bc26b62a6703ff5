using Crm.Platform.Files;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Tickets;

/// <summary>A file of a ticket, for whoever may read the ticket.</summary>
[Needs("tickets.read")]
internal static class OpenTicketFile
{
    public sealed record Query(long TicketId, Guid FileId) : IRequest<OpenFile>;

    internal sealed class Handler(TicketsDb db, IFiles files, CurrentUser user) : IRequestHandler<Query, OpenFile>
    {
        public async Task<OpenFile> Handle(Query q, CancellationToken ct)
        {
            var known = await db.Tickets.Within(user.ScopeOf("tickets.read")).AnyAsync(t => t.Id == q.TicketId && (t.Messages.Any(m => m.Files.Any(f => f.FileId == q.FileId))
                || (t.HasMerged && db.Tickets.Any(s => s.MergedIntoId == t.Id && s.Messages.Any(m => m.Files.Any(f => f.FileId == q.FileId))))), ct);
            return (known ? await files.Open(q.FileId, ct) : null) ?? throw new MissingException("File", q.FileId);
        }
    }
}
