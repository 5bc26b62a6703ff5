using Crm.Customers.Data;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Customers;

/// <summary>The name above a form about a customer. Nobody has looked at contact data by it.</summary>
[Needs("customers.read")]
internal static class NameCustomer
{
    public sealed record Query(long Id) : IRequest<string>;

    public sealed class Handler(CustomersDb db, CurrentUser user) : IRequestHandler<Query, string>
    {
        public async Task<string> Handle(Query query, CancellationToken ct) =>
            await db.Customers.Within(user.ScopeOf("customers.read")).Where(c => c.Id == query.Id).Select(c => c.Name).SingleOrDefaultAsync(ct) ?? throw new MissingException("Customer", query.Id);
    }
}
