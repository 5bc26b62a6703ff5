using System.Globalization;
using Crm.Contracts.Customers;
using Crm.Contracts.Tickets;
using Crm.Platform;
using Crm.Platform.Files;
using Crm.Platform.Jobs;
using Crm.Platform.Localization;
using Crm.Platform.Settings;
using Crm.Platform.Time;
using Crm.Platform.Web;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Tickets;
using Microsoft.Extensions.Configuration;
using NodaTime;

namespace Crm.Tickets.Features.Progress;

/// <summary>
/// What is mailed to customers about their tickets, in their language, with the link to how far it has come: also to an address that was opted out, for this is no advertising. Without an address, or with one that is invalid, nothing is.
/// </summary>
internal sealed class CustomerMail(TicketsDb db, ICustomerDirectory customers, IFiles files, ISettings settings, Texts texts, IConfiguration configuration)
{
    /// <summary>Whether anything that is said about a ticket is mailed to its customer.</summary>
    public async Task<bool> Reaches(TicketChannel channel, long customerId, long? contactId, CancellationToken ct) =>
        channel != TicketChannel.Internal && (await customers.FactsOf([customerId], ct)).GetValueOrDefault(customerId) is { } facts
            && AddressOf(facts, facts.ServiceEmail is null && contactId is { } id ? (await customers.ContactsOf([id], ct)).GetValueOrDefault(id) : null) is not null;

    static string? AddressOf(CustomerFacts facts, ContactFacts? contact) => contact?.ServiceEmail ?? facts.ServiceEmail;

    /// <summary>The words of a public reply, when they leave; what a rule says waits for the day. False: it is not mailed.</summary>
    public async Task<bool> Reply(Ticket ticket, Message message, CancellationToken ct)
    {
        // The link offers them; the mail says so, or nobody would look there.
        var names = message.Files.Count == 0 || !(await settings.Progress(ct)).Conversation ? [] : (await files.InOrder([.. message.Files.Select(f => f.FileId)], ct)).Select(f => f.Name).ToList();
        string Words(string language) => names.Count == 0 ? Markdown.Unescape(message.Body) : texts.In(language, "tickets.mail.reply.files", Markdown.Unescape(message.Body), string.Join(", ", names));
        return await Send([ticket], "ticket.reply", _ => KeyOf(message), (to, t) => texts.In(to.Language, "tickets.mail.reply.text", to.Name, Words(to.Language), t.Name), ct, to => message.LeavesAt ?? (message.ById is null ? ByDay(to) : null));
    }

    /// <summary>Names the mail of a reply in the queue.</summary>
    public static string KeyOf(Message reply) => $"{ReplyKey}{reply.PublicId}";

    /// <summary>The reply that a mail brings; null when it brings none.</summary>
    public static Guid? ReplyOf(string key) => key.StartsWith(ReplyKey, StringComparison.Ordinal) && Guid.TryParse(key.AsSpan(ReplyKey.Length), out var reply) ? reply : null;

    const string ReplyKey = "ticket-reply:";

    /// <summary>That tickets have arrived, their numbers, and until when something will happen.</summary>
    public Task Acknowledge(IReadOnlyList<Ticket> tickets, CancellationToken ct) =>
        Send(tickets, "ticket.acknowledgement", t => $"ticket-ack:{t.Id}", (to, t) => Promised(t) is { } due
            ? texts.In(to.Language, "tickets.mail.ack.text", to.Name, t.Name, t.Subject, to.Local(due))
            : texts.In(to.Language, "tickets.mail.ack.text_open", to.Name, t.Name, t.Subject), ct);

    static DateTimeOffset? Promised(Ticket ticket) => ticket.Clocks.Where(c => c.Owed && c.Kind == ClockKind.FirstResponse).Select(c => (DateTimeOffset?)c.DueAt).FirstOrDefault()
        ?? ticket.Clocks.Where(c => c.Owed).Select(c => (DateTimeOffset?)c.DueAt).Max();

    /// <summary>That somebody has them now. Said once, however often a ticket changes hands, and not at night.</summary>
    public Task Assigned(IReadOnlyList<Ticket> tickets, CancellationToken ct) =>
        Send(tickets, "ticket.assigned", t => $"ticket-assigned:{t.Id}", (to, t) => texts.In(to.Language, "tickets.mail.assigned.text", to.Name, t.Name, t.Subject), ct, ByDay);

    /// <summary>That we wait for them, or for somebody else. Each time once, and not at night.</summary>
    public Task Waits(Ticket ticket, TicketStatus on, DateTimeOffset at, CancellationToken ct) =>
        Send([ticket], "ticket.waits", t => $"ticket-waits:{t.Id}:{at.ToUnixTimeMilliseconds()}",
            (to, t) => texts.In(to.Language, on == TicketStatus.WaitingCustomer ? "tickets.mail.waits.you" : "tickets.mail.waits.others", to.Name, t.Name, t.Subject), ct, ByDay);

    /// <summary>What they were given for what went wrong, in the words of whoever gave it.</summary>
    /// <param name="key">Names the grant: it is told once.</param>
    /// <param name="text">The words, by language and name.</param>
    public Task Goodwill(Ticket ticket, string key, Func<string, string, string> text, CancellationToken ct) =>
        Send([ticket], "ticket.goodwill", _ => key, (to, _) => text(to.Language, to.Name), ct);

    DateTimeOffset? ByDay(Addressee to) => PoliteHours.Next(to.Zone, db.Clock.GetUtcNow());

    /// <summary>Answers whether there was anybody to write to.</summary>
    async Task<bool> Send(IReadOnlyList<Ticket> tickets, string purpose, Func<Ticket, string> key, Func<Addressee, Ticket, string> text, CancellationToken ct, Func<Addressee, DateTimeOffset?>? due = null)
    {
        tickets = [.. tickets.Where(t => t.Channel != TicketChannel.Internal)];
        if (tickets.Count == 0) return false;
        var sent = false;
        var known = await customers.FactsOf([.. tickets.Select(t => t.CustomerId).Distinct()], ct);
        long[] named = [.. tickets.Select(t => t.ContactId).OfType<long>().Distinct()];
        var contacts = named.Length == 0 ? null : await customers.ContactsOf(named, ct);
        foreach (var ticket in tickets)
        {
            var (facts, contact) = (known.GetValueOrDefault(ticket.CustomerId), contacts?.GetValueOrDefault(ticket.ContactId ?? 0));
            if (facts is null || AddressOf(facts, contact) is not { } address) continue;
            var to = new Addressee(contact?.Name ?? facts.Name, contact?.Language ?? facts.Language, facts.Zone);
            var words = texts.In(to.Language, "tickets.mail.link", text(to, ticket), PublicUrl.Of(configuration, ProgressLink.Of(ticket.LinkId, to.Language)));
            db.SendMail(key(ticket), purpose, address, to.Name, texts.In(to.Language, "tickets.mail.subject", ticket.Name, ticket.Subject), words, customerId: facts.Id, due: due?.Invoke(to));
            sent = true;
        }
        return sent;
    }

    sealed record Addressee(string Name, string Language, string Zone)
    {
        public string Local(DateTimeOffset at) => (DateTimeZoneProviders.Tzdb.GetZoneOrNull(Zone) ?? DateTimeZone.Utc).At(at).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
    }
}
