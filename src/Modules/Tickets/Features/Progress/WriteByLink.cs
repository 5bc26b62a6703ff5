using Crm.Contracts.Tickets;
using Crm.Platform.Settings;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Tickets;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Progress;

/// <summary>A customer writes with the link from a mail. It lands on the ticket; on one that has ended, on a new one.</summary>
[OpenToAll("whoever holds the link has the mails it stands in, and could answer those as well")]
internal static class WriteByLink
{
    public const int Length = 5000;

    public sealed record Command : IRequest<Guid?>
    {
        public string Token { get; init; } = "";
        public string Body { get; init; } = "";
        /// <summary>Made with the form: the same form sent twice is stored once.</summary>
        public Guid? Key { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Body).NotEmpty().MaximumLength(Length);
            RuleFor(c => c.Key).NotEmpty();
        }
    }

    internal sealed class Handler(TicketsDb db, Hearing hearing, ISettings settings, TimeProvider clock) : IRequestHandler<Command, Guid?>
    {
        /// <summary>Answers the link of the ticket the words stand on; null when nobody issued such a link.</summary>
        public async Task<Guid?> Handle(Command c, CancellationToken ct)
        {
            if (ProgressLink.Read(c.Token) is not { } link) return null;
            await using var transaction = await db.Begin(ct);
            var found = await db.Linked(link).Where(t => t.Subject != Ticket.Erased).Select(t => (long?)t.Id).SingleOrDefaultAsync(ct);
            if (found is not { } id) return null;
            if (!(await settings.Progress(ct)).Write) throw new RuleException("tickets.progress.no_writing");
            var ticket = await db.FindCurrent(id, RowScope.Everything, ct, customerSpeaks: true, ownOnly: true);
            // Whoever sent the form first held the ticket until it was stored.
            if (await db.Messages.Where(m => m.PublicId == c.Key).Join(db.Tickets, m => m.TicketId, t => t.Id, (m, t) => (Guid?)t.LinkId).SingleOrDefaultAsync(ct) is { } there) return there;
            var heard = await hearing.Hear(ticket, new(c.Body, TicketChannel.Web, [], Key: c.Key), by: null, clock.GetUtcNow(), ct);
            await transaction.CommitAsync(ct);
            return heard.LinkId;
        }
    }
}
