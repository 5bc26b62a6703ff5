using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Referrals;

/// <summary>Says which customer brought this one; without one it takes the word back.</summary>
[Needs("customers.write")]
internal static class SayReferrer
{
    public sealed record Query(long Id) : IRequest<Command>;

    public sealed record Command : IRequest<Unit>
    {
        public long Id { get; init; }

        /// <summary>Null: came by themselves.</summary>
        public long? ReferrerId { get; init; }
    }

    public sealed class Loader(CustomersDb db, CurrentUser user) : IRequestHandler<Query, Command>
    {
        public async Task<Command> Handle(Query query, CancellationToken ct)
        {
            await db.Writable(user, query.Id, ct);
            return new() { Id = query.Id, ReferrerId = await db.Referrals.Where(r => r.CustomerId == query.Id).Select(r => (long?)r.ReferrerCustomerId).SingleOrDefaultAsync(ct) };
        }
    }

    public sealed class Handler(CustomersDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            await db.Writable(user, command.Id, ct);
            var known = await db.Referrals.SingleOrDefaultAsync(r => r.CustomerId == command.Id, ct);
            if (command.ReferrerId is not { } referrer || referrer == 0)
            {
                if (known is not null) db.Referrals.Remove(known);
            }
            else
            {
                if (referrer == command.Id) throw new RuleException("customers.referral.self", nameof(command.ReferrerId));
                if (known?.ReferrerCustomerId != referrer && !await db.Customers.Within(user.ScopeOf("customers.read")).AnyAsync(c => c.Id == referrer && c.MergedIntoId == null && c.ErasedAt == null, ct)) throw new RuleException("customers.referral.nobody", nameof(command.ReferrerId));
                // Nobody is brought by whom they brought themselves.
                if (await db.Referrals.AnyAsync(r => r.CustomerId == referrer && r.ReferrerCustomerId == command.Id, ct)) throw new RuleException("customers.referral.circle", nameof(command.ReferrerId));
                if (known is null) db.Referrals.Add(new Referral(command.Id, referrer, user.Id, clock.GetUtcNow()));
                else if (known.ReferrerCustomerId != referrer) known.Correct(referrer, user.Id, clock.GetUtcNow());
            }
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }
}

/// <summary>Who brought a customer, and how many they brought; names only of those the reader may read.</summary>
[Needs("customers.read")]
internal static class ShowReferral
{
    public sealed record Query(long Id) : IRequest<View>;

    public sealed record View(long Id, long? ReferrerId, string? Referrer, bool Hidden, int Brought, IReadOnlyList<Person> Latest);

    public sealed record Person(long Id, string Name);

    public sealed class Handler(CustomersDb db, CurrentUser user) : IRequestHandler<Query, View>
    {
        const int Shown = 5;

        public async Task<View> Handle(Query query, CancellationToken ct)
        {
            await db.MustRead(user, query.Id, ct);
            var readable = db.Customers.Within(user.ScopeOf("customers.read"));
            var referrer = await db.Referrals.Where(r => r.CustomerId == query.Id).Select(r => new { r.ReferrerCustomerId, Name = readable.Where(c => c.Id == r.ReferrerCustomerId).Select(c => c.Name).FirstOrDefault() }).SingleOrDefaultAsync(ct);
            var brought = await db.Referrals.CountAsync(r => r.ReferrerCustomerId == query.Id, ct);
            var latest = brought == 0 ? [] : await (from r in db.Referrals where r.ReferrerCustomerId == query.Id join c in readable on r.CustomerId equals c.Id orderby r.Id descending select new Person(c.Id, c.Name)).Take(Shown).ToListAsync(ct);
            return new View(query.Id, referrer?.Name is null ? null : referrer.ReferrerCustomerId, referrer?.Name, referrer is not null && referrer.Name is null, brought, latest);
        }
    }
}
