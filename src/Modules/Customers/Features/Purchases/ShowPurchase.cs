using Crm.Contracts.Staff;
using Crm.Customers.Data;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Purchases;

/// <summary>One order with its items and refunds.</summary>
[Needs("customers.read")]
internal static class ShowPurchase
{
    public sealed record Query(long Id) : IRequest<View>;

    public sealed record View
    {
        public required long Id { get; init; }
        public required long CustomerId { get; init; }
        public required string Customer { get; init; }
        public required string Source { get; init; }
        public string? ExternalId { get; init; }
        public required DateTimeOffset PurchasedAt { get; init; }
        public decimal GoodsAmount { get; init; }
        public decimal Discount { get; init; }
        public decimal Goods { get; init; }
        public decimal Shipping { get; init; }
        public decimal Tax { get; init; }
        public long PaidWithPoints { get; init; }
        public decimal Refunded { get; init; }
        public required string Currency { get; init; }
        public required IReadOnlyList<Item> Items { get; init; }
        public required IReadOnlyList<RefundView> Refunds { get; init; }
        public uint Version { get; init; }
    }

    public sealed record Item(string Product, string? Category, decimal Quantity, decimal Amount);

    public sealed record RefundView(decimal Amount, string? Reason, DateTimeOffset At, string? By);

    public sealed class Handler(CustomersDb db, IStaffDirectory staff, CurrentUser user) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query query, CancellationToken ct)
        {
            var p = await db.Purchases.AsNoTracking().Include(x => x.Items).Include(x => x.Refunds).AsSplitQuery().FirstOrDefaultAsync(x => x.Id == query.Id, ct) ?? throw new MissingException("Purchase", query.Id);
            await db.MustRead(user, p.CustomerId, ct);
            var customer = await db.Customers.Where(c => c.Id == p.CustomerId).Select(c => c.Name).SingleAsync(ct);
            var people = await staff.Everyone(ct);
            return new View
            {
                Id = p.Id, CustomerId = p.CustomerId, Customer = customer, Source = p.Source, ExternalId = p.ExternalId, PurchasedAt = p.PurchasedAt, GoodsAmount = p.GoodsAmount, Discount = p.Discount,
                Goods = p.Goods, Shipping = p.Shipping, Tax = p.Tax, PaidWithPoints = p.PaidWithPoints, Refunded = p.Refunded, Currency = p.Currency, Version = p.Version,
                Items = [.. p.Items.OrderBy(i => i.Id).Select(i => new Item(i.Product, i.Category, i.Quantity, i.Amount))],
                Refunds = [.. p.Refunds.OrderBy(r => r.Id).Select(r => new RefundView(r.Amount, r.Reason, r.At, r.ById is { } by && people.TryGetValue(by, out var person) ? person.Name : null))],
            };
        }
    }
}
