using Crm.Contracts.Customers;
using Crm.Contracts.Staff;
using Crm.Contracts.Tickets;
using Crm.Surveys.Domain;

namespace Crm.Surveys.Features.Public;

/// <summary>What the texts of a questionnaire may say of the person who answers. Only facts that it names are looked up.</summary>
internal sealed class KnownFacts(ICustomerDirectory customers, ITicketDirectory tickets, IStaffDirectory staff)
{
    public async ValueTask<PipedFacts> Of(SurveyDefinition definition, CustomerFacts? customer, Invitation? invitation, CancellationToken ct)
    {
        var wanted = Piping.FactsOf(definition);
        if (wanted.Count == 0) return PipedFacts.None;
        if (customer is null && invitation?.CustomerId is { } id && (wanted.Contains(PipedFact.Customer) || wanted.Contains(PipedFact.Contact)))
            customer = (await customers.FactsOf([id], ct)).GetValueOrDefault(id);
        if (customer is { Erased: true }) customer = null;
        var contact = invitation?.ContactId is { } contactId && wanted.Contains(PipedFact.Contact) ? (await customers.ContactsOf([contactId], ct)).GetValueOrDefault(contactId) : null;
        var ticket = invitation?.TicketId is { } ticketId && (wanted.Contains(PipedFact.Ticket) || wanted.Contains(PipedFact.Subject)) ? (await tickets.FactsOf([ticketId], ct)).GetValueOrDefault(ticketId) : null;
        return new()
        {
            Customer = customer?.Name,
            Contact = contact?.Name,
            Ticket = ticket?.Number,
            Subject = ticket?.Subject,
            Product = wanted.Contains(PipedFact.Product) && (customer?.Id ?? invitation?.CustomerId) is { } buyer ? await customers.LastProductOf(buyer, ct) : null,
            Agent = wanted.Contains(PipedFact.Agent) && (invitation?.OwnerId ?? customer?.OwnerId) is { } owner ? (await staff.Everyone(ct)).GetValueOrDefault(owner)?.Name : null,
        };
    }
}
