using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Customers.Features.Privacy;
using Crm.Customers.Features.Fields;
using Crm.Platform.Localization;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Customers;

/// <summary>Changes what is known of a customer. It counts as a review.</summary>
[Needs("customers.write")]
internal static class EditCustomer
{
    /// <summary>The record as the form shows it first.</summary>
    public sealed record Query(long Id) : IRequest<Command>;

    public sealed record Command : CustomerInput, IRequest<Unit>
    {
        public long Id { get; init; }
        public uint Version { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator(Texts texts, TimeProvider clock, CustomFields fields) => Include(new CustomerInputRules(texts, clock, fields, masked: true));
    }

    public sealed class Loader(CustomersDb db, ContactSight sight, CustomFields fields, CurrentUser user) : IRequestHandler<Query, Command>
    {
        public async Task<Command> Handle(Query query, CancellationToken ct)
        {
            var customer = await db.Customers.AsNoTracking().Include(c => c.Points).Within(user.ScopeOf("customers.write"))
                .FirstOrDefaultAsync(c => c.Id == query.Id && c.MergedIntoId == null && c.ErasedAt == null, ct) ?? throw new MissingException("Customer", query.Id);
            var open = (await sight.Of([(customer.Id, customer.OwnerId, customer.TeamId)], ct)).Contains(customer.Id);
            List<PointInput> Typed(PointKind kind) => [.. customer.Points.Where(p => p.Kind == kind).OrderByDescending(p => p.Primary).ThenBy(p => p.Id)
                .Select(p => new PointInput { Value = Unmasking.Shown(p, open), Label = p.Label, Primary = p.Primary, Invalid = p.Invalid, OptedOut = p.OptedOut })];
            return new Command
            {
                Id = customer.Id, Version = customer.Version, Kind = customer.Kind, Name = customer.Name, Industry = customer.Industry, Size = customer.Size,
                Region = customer.Region, Level = customer.Level, OwnerId = customer.OwnerId, Source = customer.Source, Language = customer.Language, Zone = customer.Zone,
                PreferredChannel = customer.PreferredChannel, Birthday = open ? customer.Birthday : null, Tags = customer.Tags, Custom = (await fields.List(ct)).Typed(customer.Custom),
                Phones = Typed(PointKind.Phone), Emails = Typed(PointKind.Email), Addresses = [.. customer.Points.Where(p => p.Kind == PointKind.Address).OrderByDescending(p => p.Primary).ThenBy(p => p.Id).Select(p => AddressInput.Of(p, open))],
            };
        }
    }

    public sealed class Handler(CustomersDb db, ContactSight sight, CustomFields fields, Owners owners, Duplicates duplicates, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            var customer = await db.Whole.Within(user.ScopeOf("customers.write")).FirstOrDefaultAsync(c => c.Id == command.Id && c.MergedIntoId == null && c.ErasedAt == null, ct) ?? throw new MissingException("Customer", command.Id);
            db.Expect(customer, command.Version);
            if (!(await sight.Of([(customer.Id, customer.OwnerId, customer.TeamId)], ct)).Contains(customer.Id)) command = command with
            {
                Phones = command.Phones.Back(PointKind.Phone, nameof(command.Phones), customer.Points),
                Emails = command.Emails.Back(PointKind.Email, nameof(command.Emails), customer.Points),
                Addresses = command.Addresses.Back(nameof(command.Addresses), customer.Points),
                Birthday = command.Birthday ?? customer.Birthday,
            };
            var (owner, team) = command.OwnerId == customer.OwnerId ? (customer.OwnerId, customer.TeamId) : await owners.Choose(command.OwnerId, ct);
            var profile = command.ToProfile(owner, team) with { Custom = (await fields.List(ct)).Take(command.Custom, customer.Custom) };
            await duplicates.Refuse(profile, customer.Id, command.AllowDuplicate, ct);
            customer.Change(profile, user.Id, clock.GetUtcNow());
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }
}
