using Crm.Contracts.Customers;
using Crm.Contracts.Staff;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Customers.Domain.Facts;
using Crm.Customers.Domain.Rules;
using Crm.Customers.Features.Facts;
using Crm.Customers.Features.Rules;
using Crm.Platform.Data;
using Crm.Platform.Localization;
using Crm.Platform.Settings;
using Crm.Platform.Time;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Segments;

/// <summary>A segment: what it asks, how many it holds, and who they are, within the reader's scope.</summary>
[Needs("customers.read")]
internal static class ShowSegment
{
    public sealed record Query(long Id) : IRequest<View>;

    public sealed record View(long Id, string Name, string? Description, bool Shared, bool Mine, bool Ready, bool Retired, string? Owner, Rule Rule, string Words, long Count, bool MayChange, DateTimeOffset ChangedAt, uint Version);

    public sealed class Handler(CustomersDb db, IStaffDirectory staff, RuleWords words, CurrentUser user, InstallationZone zone, TimeProvider clock, Texts texts) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query query, CancellationToken ct)
        {
            var s = await db.Usable(query.Id, user, ct);
            var owner = s.OwnerId is { } id && (await staff.Everyone(ct)).TryGetValue(id, out var person) ? person.Name : null;
            return new View(s.Id, s.NameIn(texts), s.DescriptionIn(texts), s.Shared, s.OwnerId is not null && s.OwnerId == user.Id, s.Key is not null, s.Retired, owner, s.Rule, await words.Say(s.Rule, ct),
                await db.Members(s.Rule, user, zone, clock).LongCountAsync(ct), s.MayChange(user), s.ChangedAt, s.Version);
        }
    }
}

/// <summary>The customers of a segment, newest first, page by page.</summary>
[Needs("customers.read")]
internal static class ListMembers
{
    public sealed record Query : IRequest<Slice<Row>>
    {
        public long Id { get; init; }
        public string? After { get; init; }
        public int Limit { get; init; } = 50;
    }

    public sealed record Row(
        long Id, string Number, string Name, CustomerKind Kind, CustomerLevel Level, string? Industry, string? Region, decimal Spend365, string Currency, int Orders365,
        DateTimeOffset? LastPurchaseAt, DateTimeOffset? LastContactAt, RfmGroup? Rfm);

    public sealed class Handler(CustomersDb db, ISettings settings, CurrentUser user, InstallationZone zone, TimeProvider clock) : IRequestHandler<Query, Slice<Row>>
    {
        public async Task<Slice<Row>> Handle(Query query, CancellationToken ct)
        {
            var limit = Math.Clamp(query.Limit, 1, 200);
            var segment = await db.Usable(query.Id, user, ct);
            var members = db.Members(segment.Rule, user, zone, clock);
            if (Cursor.Read<long>(query.After) is > 0 and var after) members = members.Where(f => f.CustomerId < after);
            var currency = await settings.Get(FactKeeper.CurrencySetting, FactKeeper.DefaultCurrency, ct);
            var rows = await members.OrderByDescending(f => f.CustomerId).Take(limit + 1)
                .Join(db.Customers, f => f.CustomerId, c => c.Id, (f, c) => new { c.Id, c.Number, c.Name, c.Kind, c.Level, c.Industry, c.Region, f.Spend365, f.Orders365, f.LastPurchaseAt, f.LastContactAt, f.Rfm })
                .OrderByDescending(c => c.Id).ToListAsync(ct);
            var slice = Cursor.Cut(rows, limit, r => r.Id);
            return new([.. slice.Items.Select(c => new Row(c.Id, HumanNumber.Format(Customer.Prefix, c.Number), c.Name, c.Kind, c.Level, c.Industry, c.Region, c.Spend365, currency, c.Orders365, c.LastPurchaseAt, c.LastContactAt, c.Rfm))], slice.NextCursor);
        }
    }
}
