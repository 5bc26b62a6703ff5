using System.Text.Json.Serialization;
using Crm.Contracts.Customers;
using Crm.Contracts.Staff;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Customers.Features.Privacy;
using Crm.Customers.Features.Fields;
using Crm.Customers.Features.Reviews;
using Crm.Platform.Data;
using Crm.Platform.Fields;
using Crm.Platform.Time;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Customers;

/// <summary>One customer as the 360 page and the API show it: contact data in full to those responsible, masked to everyone else.</summary>
[Needs("customers.read")]
internal static class ShowCustomer
{
    public sealed record Query(long Id) : IRequest<View>;

    public sealed record View
    {
        public required long Id { get; init; }
        public required string Number { get; init; }
        public required CustomerKind Kind { get; init; }
        public required string Name { get; init; }
        public string? Industry { get; init; }
        public CustomerSize? Size { get; init; }
        public string? Region { get; init; }
        public required CustomerLevel Level { get; init; }
        public required Admission Admission { get; init; }
        public long? OwnerId { get; init; }
        public string? OwnerName { get; init; }
        public string? TeamName { get; init; }
        public SourceChannel? Source { get; init; }
        public required string Language { get; init; }
        public required string Zone { get; init; }
        public PreferredChannel? PreferredChannel { get; init; }

        /// <summary>yyyy-MM-dd, or masked to the year.</summary>
        public string? Birthday { get; init; }

        public required IReadOnlyList<PointView> Phones { get; init; }
        public required IReadOnlyList<PointView> Emails { get; init; }
        public required IReadOnlyList<AddressView> Addresses { get; init; }
        public required IReadOnlyList<ContactView> Contacts { get; init; }
        public required IReadOnlyList<string> Tags { get; init; }

        /// <summary>Fields of one's own that are in use.</summary>
        public required CustomValues Custom { get; init; }

        /// <summary>The same in the reader's words.</summary>
        [JsonIgnore]
        public IReadOnlyList<CustomShown> CustomShown { get; init; } = [];

        public string? ExternalId { get; init; }
        public DateOnly? Since { get; init; }

        /// <summary>The date was corrected by hand: why.</summary>
        public string? SinceReason { get; init; }

        /// <summary>How long they have been a customer.</summary>
        public CooperationBand? Band { get; init; }

        public ValueClass ValueClass { get; init; }

        /// <summary>Days between two contacts of the customer's own plan; 0: no plan; null: as the level has it.</summary>
        public int? CadenceDays { get; init; }

        /// <summary>When the contact plan wants the next contact; null without a plan.</summary>
        public DateTimeOffset? ContactDueAt { get; init; }

        /// <summary>The planned contact is overdue.</summary>
        public bool Cooling { get; init; }

        public DateTimeOffset LastReviewedAt { get; init; }
        public DateTimeOffset? NextReviewDue { get; init; }
        public DateTimeOffset CreatedAt { get; init; }
        public string? CreatedBy { get; init; }
        public DateTimeOffset ChangedAt { get; init; }
        public string? ChangedBy { get; init; }

        /// <summary>The record that stands for this one since both were merged.</summary>
        public long? MergedIntoId { get; init; }

        /// <summary>Numbers of the records merged into this one.</summary>
        public IReadOnlyList<string> FormerNumbers { get; init; } = [];

        /// <summary>The person has been taken out of the record.</summary>
        public DateTimeOffset? ErasedAt { get; init; }

        /// <summary>Whether contact data is hidden from this reader.</summary>
        public bool Masked { get; init; }

        /// <summary>Whether this reader may change the record.</summary>
        public bool MayWrite { get; init; }

        public uint Version { get; init; }
    }

    public record PointView(string Value, string? Label, bool Primary, bool Invalid, bool OptedOut);

    /// <summary>An address with its parts, if it has any; masked it goes as far as the city.</summary>
    public sealed record AddressView(string Value, string? Label, bool Primary, bool Invalid, bool OptedOut, string? Country, string? Province, string? City, string? District, string? Street, string? PostalCode)
        : PointView(Value, Label, Primary, Invalid, OptedOut)
    {
        /// <summary>In the reader's order.</summary>
        [JsonIgnore]
        public string Shown { get; init; } = "";
    }

    public sealed record ContactView(long Id, string Name, string? Title, DecisionRole? Role, bool Key, IReadOnlyList<PointView> Phones, IReadOnlyList<PointView> Emails)
    {
        public IReadOnlyList<AddressView> Addresses { get; init; } = [];
        public string? Language { get; init; }
        public PreferredChannel? PreferredChannel { get; init; }

        /// <summary>What they like and what they avoid.</summary>
        public string? Preferences { get; init; }

        internal static ContactView Of(Contact c, bool open, bool chinese) => new(c.Id, c.Name, c.Title, c.Role, c.Key, PointsOf(c.Points, PointKind.Phone, open), PointsOf(c.Points, PointKind.Email, open))
        {
            Addresses = AddressesOf(c.Points, open, chinese), Language = c.Language, PreferredChannel = c.PreferredChannel, Preferences = c.Preferences,
        };
    }

    internal static List<PointView> PointsOf(IEnumerable<ContactPoint> points, PointKind kind, bool open) => [.. points.Where(p => p.Kind == kind).OrderByDescending(p => p.Primary).ThenBy(p => p.Id)
        .Select(p => new PointView(ContactSight.Show(p, open), p.Label, p.Primary, p.Invalid, p.OptedOut))];

    internal static List<AddressView> AddressesOf(IEnumerable<ContactPoint> points, bool open, bool chinese) => [.. points.Where(p => p.Kind == PointKind.Address).OrderByDescending(p => p.Primary).ThenBy(p => p.Id).Select(p =>
    {
        var (value, parts) = open ? (p.Value, p.Parts) : (Mask.Point(p), p.Parts?.AsFarAsCity());
        return new AddressView(value, p.Label, p.Primary, p.Invalid, p.OptedOut, parts?.Country, parts?.Province, parts?.City, parts?.District, parts?.Street, parts?.PostalCode) { Shown = open ? p.Shown(chinese) : value };
    })];

    public sealed class Handler(CustomersDb db, ReviewPolicy reviews, ContactSight sight, CustomFields fields, IStaffDirectory staff, CurrentUser user, InstallationZone zone, TimeProvider clock) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query query, CancellationToken ct)
        {
            var c = await db.Whole.AsNoTracking().Within(user.ScopeOf("customers.read")).FirstOrDefaultAsync(x => x.Id == query.Id, ct)
                // Whoever may see the record that survived is led there, whoever owned the old one.
                ?? await db.Whole.AsNoTracking().FirstOrDefaultAsync(x => x.Id == query.Id && db.Customers.Within(user.ScopeOf("customers.read")).Any(s => s.Id == x.MergedIntoId), ct)
                ?? throw new MissingException("Customer", query.Id);
            if (c.MergedIntoId is null) user.SawCustomer(c.Id);
            var people = await staff.Everyone(ct);
            var teams = await staff.Teams(ct);
            var open = (await sight.Of([(c.Id, c.OwnerId, c.TeamId)], ct)).Contains(c.Id);
            if (open) await sight.Log(c.Id, Domain.Privacy.RevealKind.Contact, ct);
            string? NameOf(long? id) => id is { } i && people.TryGetValue(i, out var person) ? person.Name : null;
            var own = await fields.List(ct);
            var chinese = user.Language == "zh-CN";
            var now = clock.GetUtcNow();
            var known = await db.Customers.Where(x => x.Id == c.Id).Select(x => new
            {
                ValueClass = db.Facts.Where(f => f.CustomerId == x.Id).Select(f => (ValueClass?)f.ValueClass).FirstOrDefault(),
                ContactDueAt = db.ToDos.Where(t => t.CustomerId == x.Id && t.PlannedFrom != null && t.ClosedAt == null).Select(t => (DateTimeOffset?)t.DueAt).FirstOrDefault(),
            }).FirstAsync(ct);
            return new View
            {
                Id = c.Id, Number = HumanNumber.Format(Customer.Prefix, c.Number), Kind = c.Kind, Name = c.Name, Industry = c.Industry, Size = c.Size, Region = c.Region,
                Level = c.Level, Admission = c.Admission, OwnerId = c.OwnerId, OwnerName = NameOf(c.OwnerId), TeamName = c.TeamId is { } t && teams.TryGetValue(t, out var team) ? team.Name : null,
                Source = c.Source, Language = c.Language, Zone = c.Zone, PreferredChannel = c.PreferredChannel,
                Birthday = c.Birthday is not { } day ? null : open ? day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) : Mask.Day(day),
                Phones = PointsOf(c.Points, PointKind.Phone, open), Emails = PointsOf(c.Points, PointKind.Email, open), Addresses = AddressesOf(c.Points, open, chinese),
                Contacts = [.. c.Contacts.OrderByDescending(x => x.Key).ThenBy(x => x.Id).Select(x => ContactView.Of(x, open, chinese))],
                Tags = c.Tags, Custom = own.Visible(c.Custom), CustomShown = own.Shown(c.Custom), ExternalId = c.ExternalId, Since = c.Since, SinceReason = c.SinceReason, Band = c.Since is { } since ? CustomerFacts.BandOf(since, zone.DayOf(now)) : null, ValueClass = known.ValueClass ?? default,
                CadenceDays = c.CadenceDays, ContactDueAt = known.ContactDueAt, Cooling = known.ContactDueAt <= now, LastReviewedAt = c.LastReviewedAt, NextReviewDue = c.ErasedAt is null ? Customer.ReviewDue(c.LastReviewedAt, await reviews.Months(ct)) : null,
                CreatedAt = c.CreatedAt, CreatedBy = NameOf(c.CreatedById), ChangedAt = c.ChangedAt, ChangedBy = NameOf(c.ChangedById),
                MergedIntoId = c.MergedIntoId, FormerNumbers = [.. c.FormerNumbers.Select(n => HumanNumber.Format(Customer.Prefix, n))], ErasedAt = c.ErasedAt, Masked = !open, MayWrite = c.ErasedAt is null && user.ScopeOf("customers.write").Covers(c.OwnerId, c.TeamId), Version = c.Version,
            };
        }
    }
}

/// <summary>How somebody is reached, as the page of a customer and of a contact show it.</summary>
internal sealed record ReachView(IReadOnlyList<ShowCustomer.PointView> Phones, IReadOnlyList<ShowCustomer.PointView> Emails, IReadOnlyList<ShowCustomer.AddressView> Addresses);
