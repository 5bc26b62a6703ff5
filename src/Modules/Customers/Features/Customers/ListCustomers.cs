using Crm.Contracts.Customers;
using Crm.Contracts.Staff;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Customers.Features.Privacy;
using Crm.Customers.Features.Fields;
using Crm.Customers.Features.Segments;
using Crm.Platform.Data;
using Crm.Platform.Fields;
using Crm.Platform.Settings;
using Crm.Platform.Time;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Customers;

/// <summary>Customers the reader may see, filtered and searched, page by page.</summary>
[Needs("customers.read")]
internal static class ListCustomers
{
    /// <summary>What narrows the list; also the export's question.</summary>
    public record Filter
    {
        public string? Q { get; init; }
        public CustomerLevel? Level { get; init; }
        public CustomerKind? Kind { get; init; }
        public Admission? Admission { get; init; }
        public long? Owner { get; init; }
        public string? Region { get; init; }
        public string? Tag { get; init; }

        /// <summary>Fields of one's own: "key" equal, "key.from" and "key.to" for numbers and days.</summary>
        public Dictionary<string, string?> Custom { get; init; } = [];

        /// <summary>Wearing this automatic tag.</summary>
        public long? AutoTag { get; init; }

        /// <summary>In this segment, which the reader must be allowed to use.</summary>
        public long? Segment { get; init; }

        /// <summary>Registered between these days of the installation, both included.</summary>
        public DateOnly? CreatedFrom { get; init; }
        public DateOnly? CreatedTo { get; init; }

        /// <summary>Only customers whose review is overdue.</summary>
        public bool ReviewDue { get; init; }

        public ValueClass? ValueClass { get; init; }

        /// <summary>How long they have been customers.</summary>
        public CooperationBand? Band { get; init; }

        /// <summary>Only customers whose planned contact is overdue.</summary>
        public bool Cooling { get; init; }

        /// <summary>Only customers the reader looks after: as owner, as substitute of an absent one, or as supervisor of a team where nobody owns them.</summary>
        public bool Mine { get; init; }
    }

    public sealed record Query : Filter, IRequest<Slice<Row>>
    {
        public CustomerOrder Sort { get; init; }
        public string? After { get; init; }
        public int Limit { get; init; } = 50;
    }

    public enum CustomerOrder { Newest, Name }

    public sealed record Row(
        long Id, string Number, string Name, CustomerKind Kind, CustomerLevel Level, Admission Admission, string? Industry, string? Region,
        long? OwnerId, string? Owner, string? Phone, string? Email, IReadOnlyList<string> Tags, DateOnly? Since, DateTimeOffset CreatedAt)
    {
        /// <summary>Fields of one's own that are in use.</summary>
        public CustomValues Custom { get; init; } = CustomValues.None;

        public ValueClass ValueClass { get; init; }

        /// <summary>How long they have been a customer.</summary>
        public CooperationBand? Band { get; init; }

        /// <summary>Since when the planned contact is overdue.</summary>
        public DateTimeOffset? CoolingSince { get; init; }

        /// <summary>Automatic tags in the reader's language.</summary>
        public IReadOnlyList<AutoTagView> AutoTags { get; init; } = [];
    }

    public sealed record AutoTagView(string Name, string Color);

    /// <summary>Where a page ended.</summary>
    sealed record Place(long Id, string? Name);

    public sealed class Handler(CustomersDb db, CareFilter care, ContactSight sight, DigitSearches digits, ISettings settings, CustomFields fields, IStaffDirectory staff, CurrentUser user, InstallationZone zone, TimeProvider clock) : IRequestHandler<Query, Slice<Row>>
    {
        public async Task<Slice<Row>> Handle(Query query, CancellationToken ct)
        {
            await digits.Count(query.Q, user, settings, ct);
            var limit = Math.Clamp(query.Limit, 1, 200);
            var own = await fields.List(ct);
            var rows = await care.Narrow(own.Narrow(await db.Narrow(db.Customers.Matching(query, user), query, user, zone, clock, ct), query.Custom), query, ct);
            var after = Cursor.Read<Place>(query.After);
            if (query.Sort == CustomerOrder.Name)
            {
                if (after is { Name: { } name }) rows = rows.Where(c => string.Compare(c.Name, name) > 0 || (c.Name == name && c.Id > after.Id));
                rows = rows.OrderBy(c => c.Name).ThenBy(c => c.Id);
            }
            else
            {
                if (after is not null) rows = rows.Where(c => c.Id < after.Id);
                rows = rows.OrderByDescending(c => c.Id);
            }
            var now = clock.GetUtcNow();
            var found = await rows.Take(limit + 1).Select(c => new
            {
                c.Id, c.Number, c.Name, c.Kind, c.Level, c.Admission, c.Industry, c.Region, c.OwnerId, c.TeamId, c.Tags, c.Since, c.CreatedAt, c.Custom,
                Phone = c.Points.Where(p => p.Kind == PointKind.Phone && p.Primary).Select(p => p.Normal).FirstOrDefault(),
                Email = c.Points.Where(p => p.Kind == PointKind.Email && p.Primary).Select(p => p.Normal).FirstOrDefault(),
                ValueClass = db.Facts.Where(f => f.CustomerId == c.Id).Select(f => (ValueClass?)f.ValueClass).FirstOrDefault(),
                CoolingSince = db.ToDos.Where(t => t.CustomerId == c.Id && t.PlannedFrom != null && t.ClosedAt == null && t.DueAt <= now).Select(t => (DateTimeOffset?)t.DueAt).FirstOrDefault(),
                AutoTags = db.TagHolders.Where(h => h.CustomerId == c.Id).Join(db.AutoTags, h => h.TagId, t => t.Id, (h, t) => new { t.Id, t.NameEn, t.NameZh, t.Color }).ToList(),
            }).ToListAsync(ct);
            var slice = Cursor.Cut(found, limit, c => new Place(c.Id, query.Sort == CustomerOrder.Name ? c.Name : null));
            var people = await staff.Everyone(ct);
            var seen = await sight.Of(slice.Items.Select(c => (c.Id, c.OwnerId, c.TeamId)), ct);
            var today = zone.DayOf(now);
            return new([.. slice.Items.Select(c =>
            {
                var open = seen.Contains(c.Id);
                return new Row(c.Id, HumanNumber.Format(Customer.Prefix, c.Number), c.Name, c.Kind, c.Level, c.Admission, c.Industry, c.Region,
                    c.OwnerId, c.OwnerId is { } o && people.TryGetValue(o, out var p) ? p.Name : null,
                    c.Phone is null ? null : open ? PhoneNumber.Show(c.Phone) : Mask.Phone(c.Phone),
                    c.Email is null ? null : open ? c.Email : Mask.Email(c.Email), c.Tags, c.Since, c.CreatedAt)
                {
                    Custom = own.Visible(c.Custom), ValueClass = c.ValueClass ?? default, Band = c.Since is { } since ? CustomerFacts.BandOf(since, today) : null, CoolingSince = c.CoolingSince,
                    AutoTags = [.. c.AutoTags.OrderBy(t => t.Id).Select(t => new AutoTagView(user.Language == "zh-CN" ? t.NameZh : t.NameEn, t.Color))],
                };
            })], slice.NextCursor);
        }
    }

    /// <summary>The rows of a filter inside the reader's scope; merged records are not customers any more. What has to be looked up first narrows them further: see SegmentAccess.Narrow and CareFilter.</summary>
    public static IQueryable<Customer> Matching(this IQueryable<Customer> customers, Filter filter, CurrentUser user)
    {
        var rows = customers.Where(c => c.MergedIntoId == null).Within(user.ScopeOf("customers.read"));
        if (filter.Level is { } level) rows = rows.Where(c => c.Level == level);
        if (filter.Kind is { } kind) rows = rows.Where(c => c.Kind == kind);
        if (filter.Admission is { } admission) rows = rows.Where(c => c.Admission == admission);
        if (filter.Owner is { } owner) rows = rows.Where(c => c.OwnerId == owner);
        if (!string.IsNullOrWhiteSpace(filter.Region)) rows = rows.Where(c => c.Region == filter.Region.Trim());
        if (!string.IsNullOrWhiteSpace(filter.Tag)) rows = rows.Where(c => c.Tags.Contains(filter.Tag.Trim()));
        return rows;
    }
}
