using Crm.Contracts.Customers;
using Crm.Contracts.Staff;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Platform.Data;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Merging;

/// <summary>Pairs that may be one customer, most likely first. A pair shows when the reader may see one of the two; the other one is then masked.</summary>
[Needs("customers.merge")]
internal static class ListDuplicates
{
    public sealed record Query(string? After = null, int Limit = 20) : IRequest<Slice<Pair>>;

    /// <param name="Percent">How likely both are one customer.</param>
    /// <param name="MayMerge">Both are the reader's to change.</param>
    public sealed record Pair(long Id, int Percent, IReadOnlyList<Reason> Reasons, Side A, Side B, bool MayMerge);

    /// <summary>One of the two. Out of the reader's scope only its owner is told.</summary>
    public sealed record Side
    {
        public long? Id { get; init; }
        public string? Number { get; init; }
        public string? Name { get; init; }
        public CustomerKind? Kind { get; init; }
        public IReadOnlyList<string> Phones { get; init; } = [];
        public IReadOnlyList<string> Emails { get; init; } = [];
        public IReadOnlyList<string> Addresses { get; init; } = [];
        public string? Birthday { get; init; }
        public string? Owner { get; init; }
        public DateTimeOffset? CreatedAt { get; init; }
    }

    /// <summary>Where a page ended.</summary>
    internal sealed record Place(float Bits, long Id);

    public sealed class Handler(CustomersDb db, Privacy.ContactSight sight, IStaffDirectory staff, CurrentUser user) : IRequestHandler<Query, Slice<Pair>>
    {
        public async Task<Slice<Pair>> Handle(Query query, CancellationToken ct)
        {
            var scope = user.ScopeOf("customers.read");
            var open = db.DuplicateCandidates.AsNoTracking().Where(d => d.DismissedAt == null && db.Customers.Any(c => c.Id == d.LowId && c.MergedIntoId == null) && db.Customers.Any(c => c.Id == d.HighId && c.MergedIntoId == null));
            if (!scope.All)
            {
                var mine = db.Customers.Within(scope);
                open = open.Where(d => mine.Any(c => c.Id == d.LowId) || mine.Any(c => c.Id == d.HighId));
            }
            if (Cursor.Read<Place>(query.After) is { } place) open = open.Where(d => d.Bits < place.Bits || (d.Bits == place.Bits && d.Id < place.Id));
            var page = Cursor.Cut(await open.OrderByDescending(d => d.Bits).ThenByDescending(d => d.Id).Take(query.Limit + 1).ToListAsync(ct), query.Limit, d => new Place(d.Bits, d.Id));

            var ids = page.Items.SelectMany(d => new[] { d.LowId, d.HighId }).Distinct().ToList();
            var customers = await db.Customers.AsNoTracking().Include(c => c.Points).Where(c => ids.Contains(c.Id)).ToDictionaryAsync(c => c.Id, ct);
            var people = await staff.Everyone(ct);
            var seen = await sight.Of(customers.Values.Select(c => (c.Id, c.OwnerId, c.TeamId)), ct);
            var (full, merge) = (user.ScopeOf("customers.write"), user.ScopeOf("customers.merge"));
            bool May(long id) => merge.Covers(customers[id].OwnerId, customers[id].TeamId) && full.Covers(customers[id].OwnerId, customers[id].TeamId);
            return new([.. page.Items.Select(d => new Pair(d.Id, Comparison.PercentOf(d.Bits), d.Reasons, Show(customers[d.LowId]), Show(customers[d.HighId]), May(d.LowId) && May(d.HighId)))], page.NextCursor);

            Side Show(Customer c)
            {
                var owner = c.OwnerId is { } id && people.TryGetValue(id, out var person) ? person.Name : null;
                if (!scope.Covers(c.OwnerId, c.TeamId)) return new Side { Owner = owner };
                var open = seen.Contains(c.Id);
                List<string> Points(PointKind kind) => [.. c.Points.Where(p => p.Kind == kind).OrderByDescending(p => p.Primary).ThenBy(p => p.Id)
                    .Select(p => Privacy.ContactSight.Show(kind, p.Value, p.Normal, open))];
                return new Side
                {
                    Id = c.Id, Number = HumanNumber.Format(Customer.Prefix, c.Number), Name = c.Name, Kind = c.Kind, Owner = owner, CreatedAt = c.CreatedAt,
                    Phones = Points(PointKind.Phone), Emails = Points(PointKind.Email), Addresses = Points(PointKind.Address),
                    Birthday = c.Birthday is not { } day ? null : open ? day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) : Mask.Day(day),
                };
            }
        }
    }
}
