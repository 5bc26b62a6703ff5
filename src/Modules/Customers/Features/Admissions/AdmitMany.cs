using Crm.Contracts.Customers;
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

/// <summary>Admits a selection by one checklist that every one of them meets. Each is decided by itself: what cannot be is said row by row.</summary>
[Needs("customers.admit")]
internal static class AdmitMany
{
    /// <summary>Most at once: a page of the queue.</summary>
    public const int Most = 200;

    public sealed record Query(IReadOnlyList<long> Ids) : IRequest<View>;

    public sealed record View(IReadOnlyList<Chosen> Customers, IReadOnlyList<DecideAdmission.Item> Criteria);

    public sealed record Chosen(long Id, string Number, string Name);

    public enum AdmissionOutcome { Admitted, Decided, Missing, Changed }

    /// <param name="Number">Null for what the sender may not see.</param>
    public sealed record Result(long Id, string? Number, string? Name, AdmissionOutcome Outcome);

    public sealed record Command : IRequest<IReadOnlyList<Result>>
    {
        public List<long> Ids { get; init; } = [];
        public List<long> Ticked { get; init; } = [];
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Ids).NotEmpty().Must(ids => ids is null || ids.Count <= Most);
            RuleFor(c => c.Ticked).Must(t => t is null || t.Count <= WriteCriterion.Most);
        }
    }

    public sealed class Loader(CustomersDb db, CurrentUser user) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query query, CancellationToken ct)
        {
            var ids = query.Ids.Take(Most).ToList();
            var found = await db.Waiting(user, Admission.Pending).Where(c => ids.Contains(c.Id)).OrderBy(c => c.Id).Select(c => new { c.Id, c.Number, c.Name }).ToListAsync(ct);
            return new([.. found.Select(c => new Chosen(c.Id, HumanNumber.Format(Customer.Prefix, c.Number), c.Name))], [.. (await db.CriteriaInUse(ct)).Select(c => new DecideAdmission.Item(c.Id, c.In(user.Language), c.Required))]);
        }
    }

    public sealed class Handler(CustomersDb db, ContactPlans plans, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, IReadOnlyList<Result>>
    {
        public async Task<IReadOnlyList<Result>> Handle(Command command, CancellationToken ct)
        {
            var criteria = await db.CriteriaInUse(ct);
            if (criteria.Any(c => c.Required && !(command.Ticked ?? []).Contains(c.Id))) throw new RuleException("customers.admission.required", nameof(command.Ticked));
            var results = new List<Result>();
            foreach (var id in command.Ids.Distinct()) results.Add(await Admit(id, criteria, command.Ticked ?? [], ct));
            await plans.Keep([.. results.Where(r => r.Outcome == AdmissionOutcome.Admitted).Select(r => r.Id)], ct);
            return results;
        }

        async Task<Result> Admit(long id, List<Criterion> criteria, List<long> ticked, CancellationToken ct)
        {
            db.ChangeTracker.Clear();
            if (await db.Customers.Decidable(user).FirstOrDefaultAsync(c => c.Id == id, ct) is not { } customer) return new(id, null, null, AdmissionOutcome.Missing);
            Result Said(AdmissionOutcome outcome) => new(id, HumanNumber.Format(Customer.Prefix, customer.Number), customer.Name, outcome);
            if (customer.Admission != Admission.Pending) return Said(AdmissionOutcome.Decided);
            db.AdmissionDecisions.Add(customer.Decide(Admission.Admitted, criteria, ticked, null, user.Id, clock.GetUtcNow()));
            try { await db.SaveChangesAsync(ct); }
            catch (DbUpdateConcurrencyException) { return Said(AdmissionOutcome.Changed); } // a colleague was faster; the others are not to suffer for it
            return Said(AdmissionOutcome.Admitted);
        }
    }
}
