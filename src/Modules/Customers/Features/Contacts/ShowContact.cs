using Crm.Contracts.Surveys;
using Crm.Contracts.Tickets;
using Crm.Customers.Data;
using Crm.Customers.Domain.Privacy;
using Crm.Customers.Features.Customers;
using Crm.Customers.Features.Privacy;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Contacts;

/// <summary>A person at an organisation: contact data as on the page of the organisation, in full or masked. After a merge the answer names the record they are at now.</summary>
[Needs("customers.read")]
internal static class ShowContact
{
    public sealed record Query(long CustomerId, long Id) : IRequest<View>;

    /// <param name="Version">Version of the customer: contacts change through it.</param>
    public sealed record View(long CustomerId, string Customer, ShowCustomer.ContactView Contact, bool Masked, bool MayWrite, uint Version);

    public sealed class Handler(CustomersDb db, ContactSight sight, CurrentUser user) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query query, CancellationToken ct)
        {
            var found = await db.Contacts.AsNoTracking().Include(x => x.Points).Where(x => x.Id == query.Id)
                .Join(db.Customers.Within(user.ScopeOf("customers.read")).Where(c => c.MergedIntoId == null), x => x.CustomerId, c => c.Id, (x, c) => new { Contact = x, Customer = c }).FirstOrDefaultAsync(ct);
            if (found is null || (found.Customer.Id != query.CustomerId && !await db.Customers.AnyAsync(c => c.Id == query.CustomerId && c.MergedIntoId == found.Customer.Id, ct))) throw new MissingException("Contact", query.Id);
            var c = found.Customer;
            user.SawCustomer(c.Id);
            var open = (await sight.Of([(c.Id, c.OwnerId, c.TeamId)], ct)).Contains(c.Id);
            if (open) await sight.Log(c.Id, RevealKind.Contact, ct);
            return new(c.Id, c.Name, ShowCustomer.ContactView.Of(found.Contact, open, user.Language == "zh-CN"), !open, c.ErasedAt is null && user.ScopeOf("customers.write").Covers(c.OwnerId, c.TeamId), c.Version);
        }
    }
}

/// <summary>What other modules know of a contact: open tickets, and what they answered when asked.</summary>
[Needs("customers.read")]
internal static class AskAboutContact
{
    public sealed record Query(long CustomerId, long Id) : IRequest<View>;

    public sealed record View(IReadOnlyList<TicketFacts> Tickets, IReadOnlyList<ResponseFacts> Answers);

    public sealed class Handler(CustomersDb db, ITicketDirectory tickets, ISurveyResponses responses, CurrentUser user) : IRequestHandler<Query, View>
    {
        /// <summary>Answers that are shown.</summary>
        const int Latest = 5;

        public async Task<View> Handle(Query query, CancellationToken ct)
        {
            await db.MustRead(user, query.CustomerId, ct);
            return new(await tickets.OpenOfContacts(query.CustomerId, [query.Id], ct), await responses.OfContact(query.CustomerId, query.Id, Latest, ct));
        }
    }
}
