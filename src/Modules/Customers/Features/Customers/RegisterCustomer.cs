using Crm.Contracts.Customers;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Customers.Features.Fields;
using Crm.Platform.Fields;
using Crm.Platform.Localization;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;

namespace Crm.Customers.Features.Customers;

/// <summary>Opens the record of a new customer, unless there is one already.</summary>
[Needs("customers.write")]
internal static class RegisterCustomer
{
    public sealed record Command : CustomerInput, IRequest<long>
    {
        public string? ExternalId { get; init; }

        /// <summary>Waits to be admitted, as whoever comes by a public form does.</summary>
        public bool Pending { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator(Texts texts, TimeProvider clock, CustomFields fields)
        {
            Include(new CustomerInputRules(texts, clock, fields));
            RuleFor(c => c.ExternalId).MaximumLength(100);
        }
    }

    public sealed class Handler(CustomersDb db, CustomFields fields, Owners owners, Duplicates duplicates, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command command, CancellationToken ct)
        {
            var (owner, team) = await owners.Choose(command.OwnerId, ct);
            var profile = command.ToProfile(owner, team) with { Custom = (await fields.List(ct)).Take(command.Custom, CustomValues.None) };
            await duplicates.Refuse(profile, exceptId: null, command.AllowDuplicate, ct);
            var number = (await db.TakeNumbers(1, ct))[0];
            var customer = Customer.Register(number, profile, command.Pending ? Admission.Pending : Admission.Admitted, CustomerInput.Blank(command.ExternalId), user.Id, clock.GetUtcNow());
            db.Customers.Add(customer);
            await db.SaveChangesAsync(ct);
            return customer.Id;
        }
    }
}
