using System.Globalization;
using Crm.Contracts.Customers;
using Crm.Contracts.Tickets;
using Crm.Platform;
using Crm.Platform.Jobs;
using Crm.Platform.Localization;
using Crm.Platform.Time;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Microsoft.Extensions.Configuration;
using NodaTime;

namespace Crm.Tickets.Features.Progress;

/// <summary>
/// What is mailed to customers about their tickets, in their language, with the link to how far it has come. Without an address, or with one that is refused or invalid, nothing is.
/// </summary>
internal sealed class CustomerMail(TicketsDb db, ICustomerDirectory customers, Texts texts, IConfiguration configuration)
{
    /// <summary>The words of a public reply, when they leave.</summary>
    public Task Reply(Ticket ticket, Message message, CancellationToken ct) =>
        Send(ticket, KeyOf(message), "ticket.reply", to => texts.In(to.Language, "tickets.mail.reply.text", to.Name, message.Body, ticket.Name), ct, _ => message.LeavesAt);

    /// <summary>Names the mail of a reply in the queue.</summary>
    public static string KeyOf(Message reply) => $"ticket-reply:{reply.PublicId}";

    /// <summary>That the ticket has arrived, its number, and until when something will happen.</summary>
    public Task Acknowledge(Ticket ticket, CancellationToken ct)
    {
        var due = ticket.Clocks.Where(c => c.Owed && c.Kind == ClockKind.FirstResponse).Select(c => (DateTimeOffset?)c.DueAt).FirstOrDefault()
            ?? ticket.Clocks.Where(c => c.Owed).Select(c => (DateTimeOffset?)c.DueAt).Max();
        return Send(ticket, $"ticket-ack:{ticket.Id}", "ticket.acknowledgement", to => due is { } d
            ? texts.In(to.Language, "tickets.mail.ack.text", to.Name, ticket.Name, ticket.Subject, to.Local(d))
            : texts.In(to.Language, "tickets.mail.ack.text_open", to.Name, ticket.Name, ticket.Subject), ct);
    }

    /// <summary>That somebody has it now. Said once, however often it changes hands, and not at night.</summary>
    public Task Assigned(Ticket ticket, CancellationToken ct) =>
        Send(ticket, $"ticket-assigned:{ticket.Id}", "ticket.assigned", to => texts.In(to.Language, "tickets.mail.assigned.text", to.Name, ticket.Name, ticket.Subject), ct, to => PoliteHours.Next(to.Zone, db.Clock.GetUtcNow()));

    /// <summary>That we wait for them, or for somebody else. Each time once, and not at night.</summary>
    public Task Waits(Ticket ticket, TicketStatus on, DateTimeOffset at, CancellationToken ct) =>
        Send(ticket, $"ticket-waits:{ticket.Id}:{at.ToUnixTimeMilliseconds()}", "ticket.waits", to => texts.In(to.Language, on == TicketStatus.WaitingCustomer ? "tickets.mail.waits.you" : "tickets.mail.waits.others", to.Name, ticket.Name, ticket.Subject), ct,
            to => PoliteHours.Next(to.Zone, db.Clock.GetUtcNow()));

    async Task Send(Ticket ticket, string key, string purpose, Func<Addressee, string> text, CancellationToken ct, Func<Addressee, DateTimeOffset?>? due = null)
    {
        if (ticket.Channel == TicketChannel.Internal) return;
        var facts = (await customers.FactsOf([ticket.CustomerId], ct)).Values.FirstOrDefault();
        var contact = ticket.ContactId is { } id ? (await customers.ContactsOf([id], ct)).Values.FirstOrDefault() : null;
        if (facts is null || (contact?.Email ?? facts.Email) is not { } address) return;
        var to = new Addressee(contact?.Name ?? facts.Name, contact?.Language ?? facts.Language, facts.Zone);
        var words = texts.In(to.Language, "tickets.mail.link", text(to), PublicUrl.Of(configuration, ProgressLink.Of(ticket.LinkId, to.Language)));
        db.SendMail(key, purpose, address, to.Name, texts.In(to.Language, "tickets.mail.subject", ticket.Name, ticket.Subject), words, customerId: facts.Id, due: due?.Invoke(to));
    }

    sealed record Addressee(string Name, string Language, string Zone)
    {
        public string Local(DateTimeOffset at) => (DateTimeZoneProviders.Tzdb.GetZoneOrNull(Zone) ?? DateTimeZone.Utc).At(at).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
    }
}
