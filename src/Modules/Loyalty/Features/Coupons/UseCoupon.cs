using Crm.Loyalty.Data;
using Crm.Loyalty.Domain;
using Crm.Platform.Time;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Loyalty.Features.Coupons;

/// <summary>A customer uses a coupon: once, until its last day. Of two who come with the same code the second is refused.</summary>
[Needs("loyalty.redeem")]
internal static class UseCoupon
{
    public sealed record Command : IRequest<Used>
    {
        public string Code { get; init; } = "";
        /// <summary>Number of the order it is used for.</summary>
        public string? Order { get; init; }
    }

    public sealed record Used(long Id, long CustomerId, decimal Value, string Currency, DateTimeOffset UsedAt);

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Code).NotEmpty().MaximumLength(40);
            RuleFor(c => c.Order).MaximumLength(100);
        }
    }

    public sealed class Handler(LoyaltyDb db, InstallationZone zone, CurrentUser user) : IRequestHandler<Command, Used>
    {
        public async Task<Used> Handle(Command command, CancellationToken cancellationToken)
        {
            var (code, now) = (Coupon.Read(command.Code), db.Clock.GetUtcNow());
            // Whoever has the code has the coupon: the right to redeem is asked for, not whose customer it is.
            await using var transaction = await db.Begin(cancellationToken);
            await db.Database.ExecuteSqlAsync($"select 1 from loyalty.coupons where code = {code} for update", cancellationToken);
            var coupon = await db.Coupons.SingleOrDefaultAsync(c => c.Code == code, cancellationToken) ?? throw new RuleException("loyalty.coupon.unknown", nameof(command.Code));
            coupon.Use(command.Order, zone.DayOf(now), user.Id, now);
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return new Used(coupon.Id, coupon.CustomerId, coupon.Value, coupon.Currency, now);
        }
    }
}
