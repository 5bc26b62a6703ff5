using Crm.Contracts.Customers;
using Crm.Contracts.Staff;
using Crm.Platform.Data;
using Crm.Platform.Localization;
using Crm.Platform.Time;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Macros;

/// <summary>What can be filled into a canned text, for a ticket.</summary>
internal sealed class Placeholders(TicketsDb db, ICustomerDirectory customers, IStaffDirectory staff, Templates templates, CurrentUser user, InstallationZone zone, TimeProvider clock)
{
    static readonly Dictionary<string, object?> Sample = Values("", "", "", "", "", "", "");

    /// <summary>As they are written, for help texts.</summary>
    public const string Known = "{{customer.name}} {{customer.number}} {{contact.name}} {{ticket.number}} {{ticket.subject}} {{agent.name}} {{today}}";

    public static bool Works(Templates templates, string? text) => templates.Works(text, Sample);

    /// <summary>The language the customer reads, and the values for this ticket, as words in a text in Markdown.</summary>
    public async Task<(string Language, IReadOnlyDictionary<string, object?> Values)> Of(Ticket ticket, CancellationToken ct)
    {
        var customer = await db.Customers.AsNoTracking().Where(c => c.Id == ticket.CustomerId).Select(c => new { c.Name, c.Number, c.Language }).SingleOrDefaultAsync(ct);
        var contact = ticket.ContactId is { } id ? (await customers.ContactsOf([id], ct)).Values.FirstOrDefault() : null;
        var today = zone.DayOf(clock.GetUtcNow()).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        return (contact?.Language ?? customer?.Language ?? "en",
            Values(customer?.Name ?? "", customer?.Number ?? "", contact?.Name ?? customer?.Name ?? "", ticket.Name, ticket.Subject == Ticket.Erased ? "" : ticket.Subject, await Agent(ticket, ct), today));
    }

    // What the machine writes goes out in the name of whoever has the ticket.
    async Task<string> Agent(Ticket ticket, CancellationToken ct) => !user.IsSystem ? user.Name : ticket.OwnerId is { } owner ? (await staff.Everyone(ct)).GetValueOrDefault(owner)?.Name ?? "" : "";

    public string Fill(string text, IReadOnlyDictionary<string, object?> values) => templates.Fill(text, values);

    static Dictionary<string, object?> Values(string customer, string customerNumber, string contact, string number, string subject, string agent, string today) => new()
    {
        ["customer"] = new Dictionary<string, object?> { ["name"] = Markdown.Escape(customer), ["number"] = customerNumber },
        ["contact"] = new Dictionary<string, object?> { ["name"] = Markdown.Escape(contact) },
        ["ticket"] = new Dictionary<string, object?> { ["number"] = number, ["subject"] = Markdown.Escape(subject) },
        ["agent"] = new Dictionary<string, object?> { ["name"] = Markdown.Escape(agent) },
        ["today"] = today,
    };
}
