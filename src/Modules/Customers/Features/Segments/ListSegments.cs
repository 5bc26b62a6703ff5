using Crm.Contracts.Staff;
using Crm.Customers.Data;
using Crm.Customers.Domain.Rules;
using Crm.Customers.Features.Rules;
using Crm.Platform.Localization;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Segments;

/// <summary>Segments the reader may use: their own and shared ones, or those the product made.</summary>
[Needs("customers.read")]
internal static class ListSegments
{
    public enum SegmentView { People, Ready }

    public sealed record Query : IRequest<Slice<Row>>
    {
        public SegmentView View { get; init; }
        public string? After { get; init; }
        public int Limit { get; init; } = 50;
    }

    public sealed record Row(long Id, string Name, string? Description, bool Shared, bool Mine, string? Owner, bool Ready, string Rule, DateTimeOffset ChangedAt);

    public sealed class Handler(CustomersDb db, IStaffDirectory staff, RuleWords words, CurrentUser user, Texts texts) : IRequestHandler<Query, Slice<Row>>
    {
        public async Task<Slice<Row>> Handle(Query query, CancellationToken ct)
        {
            var limit = Math.Clamp(query.Limit, 1, 200);
            var ready = query.View == SegmentView.Ready;
            var rows = db.Segments.AsNoTracking().For(user).Where(s => !s.Retired && (s.Key != null) == ready);
            var after = Cursor.Read<long>(query.After);
            // What people made: newest first. What the product made: in its own order.
            rows = ready ? rows.Where(s => s.Id > after).OrderBy(s => s.Id) : rows.Where(s => after == 0 || s.Id < after).OrderByDescending(s => s.Id);
            var slice = Cursor.Cut(await rows.Take(limit + 1).ToListAsync(ct), limit, s => s.Id);
            var people = await staff.Everyone(ct);
            var list = new List<Row>();
            foreach (var s in slice.Items)
                list.Add(new Row(s.Id, s.NameIn(texts), s.DescriptionIn(texts), s.Shared, s.OwnerId is not null && s.OwnerId == user.Id, s.OwnerId is { } o && people.TryGetValue(o, out var p) ? p.Name : null, s.Key is not null, await words.Say(s.Rule, ct), s.ChangedAt));
            return new(list, slice.NextCursor);
        }
    }
}

/// <summary>How many customers a segment holds now, within the reader's scope.</summary>
[Needs("customers.read")]
internal static class CountSegment
{
    public sealed record Query(long Id) : IRequest<long>;

    public sealed class Handler(CustomersDb db, CurrentUser user, Platform.Time.InstallationZone zone, TimeProvider clock) : IRequestHandler<Query, long>
    {
        public async Task<long> Handle(Query query, CancellationToken ct)
        {
            var segment = await db.Usable(query.Id, user, ct);
            return await db.Members(segment.Rule, user, zone, clock).LongCountAsync(ct);
        }
    }
}
