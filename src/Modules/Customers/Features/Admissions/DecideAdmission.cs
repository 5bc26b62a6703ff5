using Crm.Contracts.Customers;
using Crm.Contracts.Staff;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Customers.Features.Plans;
using Crm.Platform.Data;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Admissions;

/// <summary>Admits a customer by the checklist, rejects one with a reason, or takes a rejected one up again.</summary>
[Needs("customers.admit")]
internal static class DecideAdmission
{
    public sealed record Query(long Id) : IRequest<View>;

    public sealed record View(long Id, string Number, string Name, Admission Admission, IReadOnlyList<Item> Criteria, IReadOnlyList<Decision> History, uint Version);

    public sealed record Item(long Id, string Text, bool Required);

    public sealed record Decision(Admission To, DateTimeOffset At, string? By, IReadOnlyList<string> Ticked, string? Reason);

    public sealed record Command : IRequest<Unit>
    {
        public long Id { get; init; }

        /// <summary>Admitted, rejected, or pending again.</summary>
        public Admission? Decision { get; init; }

        /// <summary>Items of the checklist that are met.</summary>
        public List<long> Ticked { get; init; } = [];

        public string? Reason { get; init; }

        /// <summary>The record as the sender saw it; 0 when it was not looked at.</summary>
        public uint Version { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Decision).NotNull().IsInEnum();
            RuleFor(c => c.Ticked).Must(t => t is null || t.Count <= WriteCriterion.Most);
            RuleFor(c => c.Reason).MaximumLength(1000);
        }
    }

    public sealed class Loader(CustomersDb db, IStaffDirectory staff, CurrentUser user) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query query, CancellationToken ct)
        {
            var customer = await db.Customers.AsNoTracking().Decidable(user).FirstOrDefaultAsync(c => c.Id == query.Id, ct) ?? throw new MissingException("Customer", query.Id);
            var people = await staff.Everyone(ct);
            var history = await db.AdmissionDecisions.AsNoTracking().Where(d => d.CustomerId == query.Id).OrderByDescending(d => d.Id).Take(50).ToListAsync(ct);
            return new View(customer.Id, HumanNumber.Format(Customer.Prefix, customer.Number), customer.Name, customer.Admission,
                [.. (await db.CriteriaInUse(ct)).Select(c => new Item(c.Id, c.In(user.Language), c.Required))],
                [.. history.Select(d => new Decision(d.To, d.At, d.ById is { } by && people.TryGetValue(by, out var p) ? p.Name : null, [.. d.Ticked.Select(t => t.In(user.Language))], d.Reason))], customer.Version);
        }
    }

    public sealed class Handler(CustomersDb db, ContactPlans plans, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            var customer = await db.Customers.Decidable(user).FirstOrDefaultAsync(c => c.Id == command.Id, ct) ?? throw new MissingException("Customer", command.Id);
            if (command.Version != 0) db.Expect(customer, command.Version);
            db.AdmissionDecisions.Add(customer.Decide(command.Decision!.Value, await db.CriteriaInUse(ct), command.Ticked ?? [], command.Reason, user.Id, clock.GetUtcNow()));
            await using var transaction = await db.Begin(ct);
            await db.SaveChangesAsync(ct);
            await plans.Keep([customer.Id], ct);
            await transaction.CommitAsync(ct);
            return Unit.Value;
        }
    }

    /// <summary>Customers whose admission the reader may decide.</summary>
    internal static IQueryable<Customer> Decidable(this IQueryable<Customer> customers, CurrentUser user) =>
        customers.Within(user.ScopeOf("customers.admit")).Within(user.ScopeOf("customers.read")).Where(c => c.MergedIntoId == null && c.ErasedAt == null);

    /// <summary>The checklist, in its order.</summary>
    internal static Task<List<Criterion>> CriteriaInUse(this CustomersDb db, CancellationToken ct) => db.Criteria.AsNoTracking().Where(c => !c.Archived).OrderBy(c => c.Position).ThenBy(c => c.Id).ToListAsync(ct);
}
