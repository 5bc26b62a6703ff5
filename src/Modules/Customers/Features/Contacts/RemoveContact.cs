using Crm.Customers.Data;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;

namespace Crm.Customers.Features.Contacts;

/// <summary>Removes a person from an organisation. What was said with them stays.</summary>
[Needs("customers.write")]
internal static class RemoveContact
{
    public sealed record Command(long CustomerId, long Id) : IRequest<Unit>;

    public sealed class Handler(CustomersDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            var customer = await db.Writable(user, command.CustomerId, ct);
            customer.RemoveContact(customer.Find(command.Id), user.Id, clock.GetUtcNow());
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }
}
