using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Customers.Features.Customers;
using Crm.Customers.Features.Privacy;
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
        public Validator(Texts texts) => Include(new ContactInputRules(texts, masked: true));
    }

    public sealed class Loader(CustomersDb db, ContactSight sight, CurrentUser user) : IRequestHandler<Query, Command>
    {
        public async Task<Command> Handle(Query query, CancellationToken ct)
        {
            var customer = await db.Writable(user, query.CustomerId, ct);
            var contact = customer.Find(query.Id);
            var open = (await sight.Of([(customer.Id, customer.OwnerId, customer.TeamId)], ct)).Contains(customer.Id);
            List<PointInput> Typed(PointKind kind) => [.. contact.Points.Where(p => p.Kind == kind).OrderByDescending(p => p.Primary).ThenBy(p => p.Id)
                .Select(p => new PointInput { Value = Unmasking.Shown(p, open), Label = p.Label, Primary = p.Primary, Invalid = p.Invalid, OptedOut = p.OptedOut })];
            return new Command
            {
                CustomerId = customer.Id, Id = contact.Id, Version = customer.Version, Name = contact.Name, Title = contact.Title, Role = contact.Role, Language = contact.Language,
                Key = contact.Key, Phones = Typed(PointKind.Phone), Emails = Typed(PointKind.Email),
            };
        }
    }

    public sealed class Handler(CustomersDb db, ContactSight sight, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            var customer = await db.Writable(user, command.CustomerId, ct);
            db.Expect(customer, command.Version);
            var contact = customer.Find(command.Id);
            if (!(await sight.Of([(customer.Id, customer.OwnerId, customer.TeamId)], ct)).Contains(customer.Id)) command = command with
            {
                Phones = command.Phones.Back(PointKind.Phone, nameof(command.Phones), contact.Points),
                Emails = command.Emails.Back(PointKind.Email, nameof(command.Emails), contact.Points),
            };
            customer.ChangeContact(contact, command.ToProfile(), user.Id, clock.GetUtcNow());
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }

    internal static Contact Find(this Customer customer, long contactId) =>
        customer.Contacts.FirstOrDefault(c => c.Id == contactId) ?? throw new MissingException("Contact", contactId);
}
