using Crm.Customers.Data;
using Crm.Customers.Features.Facts;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Purchases;

/// <summary>Records money given back for an order.</summary>
[Needs("customers.write")]
internal static class RefundPurchase
{
    public sealed record Command : IRequest<Unit>
    {
        public long Id { get; init; }
        public decimal? Amount { get; init; }
        public string? Reason { get; init; }

        /// <summary>The order as the reader saw it: a second click or a colleague's refund in between is noticed.</summary>
        public uint Version { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(r => r.Amount).NotNull().GreaterThan(0).LessThanOrEqualTo(1_000_000_000);
            RuleFor(r => r.Reason).MaximumLength(500);
        }
    }

    public sealed class Handler(CustomersDb db, FactKeeper keeper, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            var purchase = await db.Purchases.FirstOrDefaultAsync(p => p.Id == command.Id, ct) ?? throw new MissingException("Purchase", command.Id);
            await db.MustRead(user, purchase.CustomerId, ct);
            db.Expect(purchase, command.Version);
            purchase.GiveBack(decimal.Round(command.Amount!.Value, 2), command.Reason, user.Id, clock.GetUtcNow());
            await using var transaction = await db.Begin(ct);
            await db.SaveChangesAsync(ct);
            await keeper.Date([purchase.CustomerId], ct); // what was given back whole began nothing
            await transaction.CommitAsync(ct);
            return Unit.Value;
        }
    }
}
