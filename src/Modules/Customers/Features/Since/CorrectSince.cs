using Crm.Customers.Data;
using Crm.Customers.Features.Facts;
using Crm.Platform.Localization;
using Crm.Platform.Time;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Since;

/// <summary>Corrects since when a customer is one, with a reason; without a date the records speak again.</summary>
[Needs("customers.write")]
internal static class CorrectSince
{
    public sealed record Query(long Id) : IRequest<Command>;

    public sealed record Command : IRequest<Unit>
    {
        public long Id { get; init; }

        /// <summary>Null takes a correction back.</summary>
        public DateOnly? Date { get; init; }

        public string? Reason { get; init; }
        public uint Version { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator(Texts texts, InstallationZone zone, TimeProvider clock)
        {
            RuleFor(c => c.Date).Must(d => d is null || (d.Value.Year >= 1800 && d <= zone.DayOf(clock.GetUtcNow()))).WithMessage(_ => texts["customers.since.future"]);
            RuleFor(c => c.Reason).NotEmpty().When(c => c.Date is not null).MaximumLength(500);
        }
    }

    public sealed class Loader(CustomersDb db, CurrentUser user) : IRequestHandler<Query, Command>
    {
        public async Task<Command> Handle(Query query, CancellationToken ct)
        {
            var customer = await db.Customers.AsNoTracking().Within(user.ScopeOf("customers.write")).FirstOrDefaultAsync(c => c.Id == query.Id && c.MergedIntoId == null && c.ErasedAt == null, ct) ?? throw new MissingException("Customer", query.Id);
            return new Command { Id = customer.Id, Date = customer.SinceSaid, Reason = customer.SinceReason, Version = customer.Version };
        }
    }

    public sealed class Handler(CustomersDb db, FactKeeper keeper, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            var customer = await db.Writable(user, command.Id, ct);
            db.Expect(customer, command.Version);
            customer.SaySince(command.Date, command.Reason, user.Id, clock.GetUtcNow());
            await using var transaction = await db.Begin(ct);
            await db.SaveChangesAsync(ct);
            await keeper.Date([customer.Id], ct);
            await transaction.CommitAsync(ct);
            return Unit.Value;
        }
    }
}
