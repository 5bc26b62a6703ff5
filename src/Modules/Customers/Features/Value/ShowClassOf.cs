using Crm.Contracts.Customers;
using Crm.Customers.Data;
using Crm.Customers.Features.Facts;
using Crm.Platform.Settings;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Value;

/// <summary>A customer's value class and what to do for customers of that class.</summary>
[Needs("customers.read")]
internal static class ShowClassOf
{
    public sealed record Query(long CustomerId) : IRequest<View>;

    public sealed record View(ValueClass Class, decimal Spend, decimal From, decimal? Below, string Currency, string Playbook);

    public sealed class Handler(CustomersDb db, ISettings settings, CurrentUser user) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query query, CancellationToken ct)
        {
            await db.MustRead(user, query.CustomerId, ct);
            // A customer of this second has no row yet, and has spent nothing.
            var facts = await db.Facts.Where(f => f.CustomerId == query.CustomerId).Select(f => new { f.ValueClass, f.Spend365 }).FirstOrDefaultAsync(ct);
            var value = facts?.ValueClass ?? default;
            var key = ShowValueClasses.KeyOf(value);
            var book = await db.Playbooks.AsNoTracking().FirstOrDefaultAsync(p => p.Key == key, ct);
            var (from, below) = (await settings.Get(Thresholds.Setting, Thresholds.Default, ct)).Of(value);
            return new(value, facts?.Spend365 ?? 0, from, below, await settings.Get(FactKeeper.CurrencySetting, FactKeeper.DefaultCurrency, ct), book?.In(user.Language) ?? "");
        }
    }
}
