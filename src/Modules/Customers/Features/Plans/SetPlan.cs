using Crm.Customers.Data;
using Crm.Platform.Settings;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Plans;

/// <summary>How often one customer is contacted: as the level has it, never by plan, or every so many days.</summary>
[Needs("customers.write")]
internal static class SetPlan
{
    public enum Rhythm { Level, None, Own }

    public sealed record Query(long Id) : IRequest<Command>;

    public sealed record Command : IRequest<Unit>
    {
        public long Id { get; init; }
        public Rhythm Rhythm { get; init; }

        /// <summary>Days between two contacts, when the customer has a rhythm of its own.</summary>
        public int? Days { get; init; }

        public uint Version { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Rhythm).IsInEnum();
            RuleFor(c => c.Days).NotNull().InclusiveBetween(1, 730).When(c => c.Rhythm == Rhythm.Own);
        }
    }

    public sealed class Loader(CustomersDb db, ISettings settings, CurrentUser user) : IRequestHandler<Query, Command>
    {
        public async Task<Command> Handle(Query query, CancellationToken ct)
        {
            var customer = await db.Customers.AsNoTracking().Within(user.ScopeOf("customers.write")).FirstOrDefaultAsync(c => c.Id == query.Id && c.MergedIntoId == null && c.ErasedAt == null, ct) ?? throw new MissingException("Customer", query.Id);
            var usual = (await settings.Get(Cadence.Setting, Cadence.Default, ct)).Of(customer.Level);
            return new Command
            {
                Id = customer.Id, Version = customer.Version, Rhythm = customer.CadenceDays switch { null => Rhythm.Level, 0 => Rhythm.None, _ => Rhythm.Own },
                Days = customer.CadenceDays is > 0 ? customer.CadenceDays : usual > 0 ? usual : null,
            };
        }
    }

    public sealed class Handler(CustomersDb db, ContactPlans plans, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            var customer = await db.Writable(user, command.Id, ct);
            db.Expect(customer, command.Version);
            customer.PlanContact(command.Rhythm switch { Rhythm.Level => null, Rhythm.None => 0, _ => command.Days }, user.Id, clock.GetUtcNow());
            await using var transaction = await db.Begin(ct);
            await db.SaveChangesAsync(ct);
            // What was planned by the old rhythm is planned anew.
            await db.ToDos.Where(t => t.CustomerId == customer.Id && t.PlannedFrom != null && t.ClosedAt == null).ExecuteDeleteAsync(ct);
            await plans.Keep([customer.Id], ct);
            await transaction.CommitAsync(ct);
            return Unit.Value;
        }
    }
}
