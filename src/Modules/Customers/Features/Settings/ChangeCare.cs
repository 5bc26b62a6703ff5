using Crm.Customers.Data;
using Crm.Customers.Features.Plans;
using Crm.Customers.Features.Reviews;
using Crm.Platform.Settings;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Settings;

/// <summary>How often records are reviewed, and customers of a level contacted.</summary>
[Needs("customers.settings")]
internal static class ChangeCare
{
    public sealed record Query : IRequest<Command>;

    public sealed record Command : IRequest<Unit>
    {
        public int ReviewMonths { get; init; }

        /// <summary>Days between two contacts; 0 is no plan.</summary>
        public int NormalDays { get; init; }
        public int KeyDays { get; init; }
        public int VipDays { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.ReviewMonths).InclusiveBetween(1, 60);
            RuleFor(c => c.NormalDays).InclusiveBetween(0, 730);
            RuleFor(c => c.KeyDays).InclusiveBetween(0, 730);
            RuleFor(c => c.VipDays).InclusiveBetween(0, 730);
        }
    }

    public sealed class Loader(ISettings settings, ReviewPolicy reviews) : IRequestHandler<Query, Command>
    {
        public async Task<Command> Handle(Query query, CancellationToken ct)
        {
            var cadence = await settings.Get(Cadence.Setting, Cadence.Default, ct);
            return new() { ReviewMonths = await reviews.Months(ct), NormalDays = cadence.Normal, KeyDays = cadence.Key, VipDays = cadence.Vip };
        }
    }

    public sealed class Handler(CustomersDb db, ISettings settings, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            var (before, after) = (await settings.Get(Cadence.Setting, Cadence.Default, ct), new Cadence(command.NormalDays, command.KeyDays, command.VipDays));
            await settings.Set(ReviewPolicy.Setting, command.ReviewMonths, ct);
            await settings.Set(Cadence.Setting, after, ct);
            // What is still to come is planned anew by the next sweep; what is overdue stays so.
            var now = clock.GetUtcNow();
            foreach (var level in Enum.GetValues<Contracts.Customers.CustomerLevel>().Where(l => before.Of(l) != after.Of(l)))
                await db.ToDos.Where(t => t.PlannedFrom != null && t.ClosedAt == null && t.DueAt > now && db.Customers.Any(c => c.Id == t.CustomerId && c.Level == level && c.CadenceDays == null)).ExecuteDeleteAsync(ct);
            return Unit.Value;
        }
    }
}
