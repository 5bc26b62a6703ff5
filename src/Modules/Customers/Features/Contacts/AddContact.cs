using Crm.Contracts.Customers;
using Crm.Customers.Data;
using Crm.Platform.Localization;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;

namespace Crm.Customers.Features.Contacts;

/// <summary>Adds a person to an organisation.</summary>
[Needs("customers.write")]
internal static class AddContact
{
    public sealed record Command : ContactInput, IRequest<long>
    {
        public long CustomerId { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator(Texts texts) => Include(new ContactInputRules(texts));
    }

    public sealed class Handler(CustomersDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command command, CancellationToken ct)
        {
            var customer = await db.Writable(user, command.CustomerId, ct);
            if (customer.Kind != CustomerKind.Organisation) throw new RuleException("customers.contact.organisation");
            var contact = customer.AddContact(command.ToProfile(), user.Id, clock.GetUtcNow());
            await db.SaveChangesAsync(ct);
            return contact.Id;
        }
    }
}
