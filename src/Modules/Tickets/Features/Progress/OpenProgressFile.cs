using Crm.Platform.Files;
using Crm.Platform.Settings;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Progress;

/// <summary>A file that came with what the link shows.</summary>
[OpenToAll("whoever holds the link has the mails it stands in")]
internal static class OpenProgressFile
{
    public sealed record Query(string Token, Guid FileId) : IRequest<OpenFile>;

    internal sealed class Handler(TicketsDb db, IFiles files, ISettings settings, TimeProvider clock) : IRequestHandler<Query, OpenFile>
    {
        public async Task<OpenFile> Handle(Query q, CancellationToken ct)
        {
            var ticket = ProgressLink.Read(q.Token) is { } link && (await settings.Progress(ct)).Conversation ? await db.Linked(link).AsNoTracking().SingleOrDefaultAsync(t => t.Subject != Ticket.Erased, ct) : null;
            var known = ticket is not null && await db.SaidTo(await db.Conversation(ticket, ct), clock.GetUtcNow()).AnyAsync(m => m.Files.Any(f => f.FileId == q.FileId), ct);
            return (known ? await files.Open(q.FileId, ct) : null) ?? throw new MissingException("File", q.FileId);
        }
    }
}
