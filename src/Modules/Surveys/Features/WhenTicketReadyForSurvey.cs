using System.Globalization;
using Crm.Contracts.Customers;
using Crm.Contracts.Tickets;
using Crm.Platform.Events;
using Crm.Platform.Localization;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Waves;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features;

/// <summary>Asks the customer of a finished ticket how it went, once for every time it is resolved.</summary>
internal sealed class WhenTicketReadyForSurvey(SurveysDb db, Inviter inviter, ICustomerDirectory customers, ITicketDirectory tickets, Texts texts, TimeProvider clock) : IHandle<TicketReadyForSurvey>
{
    public async Task Handle(TicketReadyForSurvey happened, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var waves = (await db.Waves.Include(w => w.Survey).Where(w => w.Kind == WaveKind.AfterTicket && w.State == WaveState.Open).ToListAsync(ct)).Where(w => w.Takes(now)).ToList();
        if (waves.Count == 0) return;
        var customer = (await customers.FactsOf([happened.CustomerId], ct)).GetValueOrDefault(happened.CustomerId);
        if (customer is null) return; // erased since
        var contact = happened.ContactId is { } contactId ? (await customers.ContactsOf([contactId], ct)).GetValueOrDefault(contactId) : null;
        var number = (await tickets.FactsOf([happened.TicketId], ct)).GetValueOrDefault(happened.TicketId)?.Number ?? "";

        // Whatever was still open about an earlier resolution of this ticket is out of date.
        foreach (var earlier in await db.Invitations.Where(i => i.TicketId == happened.TicketId && i.FinishedAt == null && i.RevokedAt == null).ToListAsync(ct)) earlier.Revoke(null, now);

        foreach (var wave in waves)
        {
            if (wave.RestDays > 0)
            {
                var rested = now.AddDays(-wave.RestDays);
                if (await db.Invitations.AnyAsync(i => i.WaveId == wave.Id && i.CustomerId == customer.Id && i.ContactId == happened.ContactId && i.CreatedAt > rested, ct)) continue;
            }
            var version = await db.Versions.Where(v => v.SurveyId == wave.SurveyId).OrderByDescending(v => v.Number).Select(v => v.Id).FirstAsync(ct);
            var to = Recipient.Of(customer, contact);
            var (invitation, address) = await inviter.Invite(wave, version, $"ticket:{happened.TicketId}:{happened.At.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)}", customer, to, ct);
            invitation.About(new TicketContext(happened.TicketId, happened.Type, happened.Channel, happened.Category), happened.AssigneeId, happened.TeamId);
            inviter.Mail(invitation, to, customer, texts.In(to.Language, "surveys.mail.ticket.subject", number),
                texts.In(to.Language, "surveys.mail.ticket.text", to.Name, number, address, Inviter.Until(invitation, customer)));
        }
    }
}
