using Crm.Platform.Data;
using Crm.Platform.Jobs;
using Crm.Platform.Mail;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Progress;

/// <summary>Tells whoever wrote a reply, or has the ticket where a machine did, that its mail never arrives.</summary>
internal sealed class TellLostReply(TicketsDb db) : IHearLostMail
{
    public async Task Lost(string key, CancellationToken ct)
    {
        if (CustomerMail.ReplyOf(key) is not { } reply) return;
        var lost = await (from m in db.Messages
                          where m.PublicId == reply
                          join t in db.Tickets on m.TicketId equals t.Id
                          where t.Subject != Ticket.Erased
                          select new { t.Id, t.Number, t.Subject, t.CustomerId, To = m.ById ?? t.OwnerId }).SingleOrDefaultAsync(ct);
        if (lost?.To is not { } person) return;
        db.NotifyAbout(lost.CustomerId, person, $"ticket-lost:{reply}", "mail-off", $"/tickets/{lost.Id}", "tickets.notice.lost", HumanNumber.Format(Ticket.Prefix, lost.Number), lost.Subject);
        await db.SaveChangesAsync(ct);
    }
}
