using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Customers.Features.Customers;
using Crm.Customers.Features.Facts;
using Crm.Platform.Localization;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Crm.Customers.Features.Purchases;

/// <summary>Records an order of a customer. The same order of the same source is recorded once.</summary>
[Needs("customers.write")]
internal static class RecordPurchase
{
    public sealed record Item
    {
        public string Product { get; init; } = "";

        /// <summary>Category of the product, by which it may earn.</summary>
        public string? Category { get; init; }

        public decimal Quantity { get; init; } = 1;
        public decimal Amount { get; init; }
    }

    public sealed record Command : IRequest<long>
    {
        public long CustomerId { get; init; }
        public string? Source { get; init; }

        /// <summary>Order id in the source.</summary>
        public string? ExternalId { get; init; }

        public DateTimeOffset? PurchasedAt { get; init; }

        /// <summary>Price of the goods before the discount, tax included.</summary>
        public decimal? GoodsAmount { get; init; }

        public decimal Discount { get; init; }
        public decimal Shipping { get; init; }
        public decimal Tax { get; init; }
        public long PaidWithPoints { get; init; }
        public string? Currency { get; init; }
        public List<Item> Items { get; init; } = [];

        /// <summary>The form's one line, in place of <see cref="Items"/>.</summary>
        public string? Product { get; init; }

        public string? Category { get; init; }
        public decimal? Quantity { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator(Texts texts, TimeProvider clock)
        {
            RuleFor(p => p.Source).MaximumLength(60);
            RuleFor(p => p.ExternalId).MaximumLength(100);
            RuleFor(p => p.PurchasedAt).Must(at => at is null || (at <= clock.GetUtcNow().AddDays(1) && at.Value.Year >= 1970)).WithMessage(_ => texts["customers.purchase.future"]);
            RuleFor(p => p.GoodsAmount).NotNull().InclusiveBetween(0, 1_000_000_000);
            RuleFor(p => p.Discount).GreaterThanOrEqualTo(0).Must((p, d) => p.GoodsAmount is null || d <= p.GoodsAmount).WithMessage(_ => texts["customers.purchase.discount"]);
            RuleFor(p => p.Shipping).InclusiveBetween(0, 1_000_000);
            RuleFor(p => p.Tax).InclusiveBetween(0, 1_000_000_000);
            RuleFor(p => p.PaidWithPoints).InclusiveBetween(0, 1_000_000_000);
            RuleFor(p => p.Currency).Must(IsCurrency).WithMessage(_ => texts["customers.purchase.currency"]);
            RuleFor(p => p.Product).MaximumLength(200);
            RuleFor(p => p.Category).MaximumLength(100).Must((p, category) => string.IsNullOrWhiteSpace(category) || !string.IsNullOrWhiteSpace(p.Product)).WithMessage(_ => texts["customers.purchase.category.alone"]);
            RuleFor(p => p.Quantity).InclusiveBetween(0, 1_000_000);
            RuleFor(p => p.Items).Must(i => i is null || i.Count <= 200);
            RuleForEach(p => p.Items).ChildRules(item =>
            {
                item.RuleFor(i => i.Product).NotEmpty().MaximumLength(200);
                item.RuleFor(i => i.Category).MaximumLength(100);
                item.RuleFor(i => i.Quantity).InclusiveBetween(0, 1_000_000);
                item.RuleFor(i => i.Amount).InclusiveBetween(-1_000_000_000, 1_000_000_000);
            });
        }

        internal static bool IsCurrency(string? code) => string.IsNullOrWhiteSpace(code) || (code.Trim().Length == 3 && code.Trim().All(char.IsAsciiLetter));
    }

    public sealed class Handler(CustomersDb db, FactKeeper keeper, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command command, CancellationToken ct)
        {
            await db.MustRead(user, command.CustomerId, ct);
            var source = CustomerInput.Blank(command.Source) ?? "manual";
            var externalId = CustomerInput.Blank(command.ExternalId);
            var now = clock.GetUtcNow();
            await using var transaction = await db.Begin(ct);
            // One order at a time per customer, so that exactly one is the first.
            await db.Database.ExecuteSqlAsync($"select 1 from customers.customers where id = {command.CustomerId} for update", ct);
            if (externalId is not null && await db.Purchases.Where(p => p.Source == source && p.ExternalId == externalId).Select(p => (long?)p.Id).FirstOrDefaultAsync(ct) is { } known) throw Twice(known);
            var first = !await db.Purchases.AnyAsync(p => p.CustomerId == command.CustomerId, ct);
            var order = new Order(source, externalId, (command.PurchasedAt ?? now).ToUniversalTime(), command.GoodsAmount!.Value, command.Discount, command.Shipping, command.Tax, command.PaidWithPoints,
                (CustomerInput.Blank(command.Currency) ?? "CNY").ToUpperInvariant(), Lines(command));
            var purchase = Purchase.Record(command.CustomerId, order, first, tell: true, user.Id, now);
            db.Purchases.Add(purchase);
            try { await db.SaveChangesAsync(ct); }
            catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "ix_purchases_source_external_id" }) { throw Twice(null); }
            await keeper.Date([command.CustomerId], ct);
            await transaction.CommitAsync(ct);
            return purchase.Id;
        }

        static List<OrderLine> Lines(Command command) => CustomerInput.Blank(command.Product) is { } product
            ? [new OrderLine(product, command.Quantity ?? 1, command.GoodsAmount!.Value, CustomerInput.Blank(command.Category))]
            : [.. (command.Items ?? []).Select(i => new OrderLine(i.Product.Trim(), i.Quantity, i.Amount, CustomerInput.Blank(i.Category)))];

        static DuplicateException Twice(long? id) => new("customers.purchase.duplicate", id is null ? null : new { Id = id, Url = $"/purchases/{id}" });
    }
}
