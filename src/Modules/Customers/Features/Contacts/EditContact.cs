using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Customers.Features.Customers;
using Crm.Platform.Localization;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;

namespace Crm.Customers.Features.Contacts;

/// <summary>Changes a person at an organisation.</summary>
[Needs("customers.write")]
internal static class EditContact
{
    public sealed record Query(long CustomerId, long Id) : IRequest<Command>;

    public sealed record Command : ContactInput, IRequest<Unit>
    {
        public long CustomerId { get; init; }
        public long Id { get; init; }

        /// <summary>Version of the customer: contacts change through it.</summary>
        public uint Version { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator(Texts texts) => Include(new ContactInputRules(texts));
    }

    public sealed class Loader(CustomersDb db, CurrentUser user) : IRequestHandler<Query, Command>
    {
        public async Task<Command> Handle(Query query, CancellationToken ct)
        {
            var customer = await db.Writable(user, query.CustomerId, ct);
            var contact = customer.Find(query.Id);
            List<PointInput> Typed(PointKind kind) => [.. contact.Points.Where(p => p.Kind == kind).OrderByDescending(p => p.Primary).ThenBy(p => p.Id)
                .Select(p => new PointInput { Value = p.Value, Label = p.Label, Primary = p.Primary, Invalid = p.Invalid, OptedOut = p.OptedOut })];
            return new Command
            {
                CustomerId = customer.Id, Id = contact.Id, Version = customer.Version, Name = contact.Name, Title = contact.Title, Role = contact.Role, Language = contact.Language,
                Key = contact.Key, Phones = Typed(PointKind.Phone), Emails = Typed(PointKind.Email),
            };
        }
    }

    public sealed class Handler(CustomersDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            var customer = await db.Writable(user, command.CustomerId, ct);
            db.Expect(customer, command.Version);
            customer.ChangeContact(customer.Find(command.Id), command.ToProfile(), user.Id, clock.GetUtcNow());
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }

    internal static Contact Find(this Customer customer, long contactId) =>
        customer.Contacts.FirstOrDefault(c => c.Id == contactId) ?? throw new MissingException("Contact", contactId);
}
