using System.Text.Json.Serialization;
using Crm.Contracts.Customers;
using Crm.Contracts.Staff;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Customers.Features.Privacy;
using Crm.Customers.Features.Fields;
using Crm.Platform.Data;
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
        public required IReadOnlyList<PointView> Addresses { get; init; }
        public required IReadOnlyList<ContactView> Contacts { get; init; }
        public required IReadOnlyList<string> Tags { get; init; }

        /// <summary>Fields of one's own that are in use.</summary>
        public required CustomValues Custom { get; init; }

        /// <summary>The same in the reader's words.</summary>
        [JsonIgnore]
        public IReadOnlyList<CustomShown> CustomShown { get; init; } = [];

        public string? ExternalId { get; init; }
        public DateOnly? Since { get; init; }
        public DateTimeOffset LastReviewedAt { get; init; }
        public DateTimeOffset NextReviewDue { get; init; }
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

    public sealed record PointView(string Value, string? Label, bool Primary, bool Invalid, bool OptedOut);

    public sealed record ContactView(long Id, string Name, string? Title, DecisionRole? Role, bool Key, IReadOnlyList<PointView> Phones, IReadOnlyList<PointView> Emails);

    public sealed class Handler(CustomersDb db, ContactSight sight, CustomFields fields, IStaffDirectory staff, CurrentUser user) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query query, CancellationToken ct)
        {
            var c = await db.Whole.AsNoTracking().Within(user.ScopeOf("customers.read")).FirstOrDefaultAsync(x => x.Id == query.Id, ct)
                // Whoever may see the record that survived is led there, whoever owned the old one.
                ?? await db.Whole.AsNoTracking().FirstOrDefaultAsync(x => x.Id == query.Id && db.Customers.Within(user.ScopeOf("customers.read")).Any(s => s.Id == x.MergedIntoId), ct)
                ?? throw new MissingException("Customer", query.Id);
            if (c.MergedIntoId is null) db.Readable.Add(c.Id);
            var people = await staff.Everyone(ct);
            var teams = await staff.Teams(ct);
            var open = (await sight.Of([(c.Id, c.OwnerId, c.TeamId)], ct)).Contains(c.Id);
            if (open) await sight.Log(c.Id, Domain.Privacy.RevealKind.Contact, ct);
            string? NameOf(long? id) => id is { } i && people.TryGetValue(i, out var person) ? person.Name : null;
            List<PointView> Points(IEnumerable<ContactPoint> points, PointKind kind) => [.. points.Where(p => p.Kind == kind).OrderByDescending(p => p.Primary).ThenBy(p => p.Id)
                .Select(p => new PointView(ContactSight.Show(kind, p.Value, p.Normal, open), p.Label, p.Primary, p.Invalid, p.OptedOut))];
            return new View
            {
                Id = c.Id, Number = HumanNumber.Format(Customer.Prefix, c.Number), Kind = c.Kind, Name = c.Name, Industry = c.Industry, Size = c.Size, Region = c.Region,
                Level = c.Level, Admission = c.Admission, OwnerId = c.OwnerId, OwnerName = NameOf(c.OwnerId), TeamName = c.TeamId is { } t && teams.TryGetValue(t, out var team) ? team.Name : null,
                Source = c.Source, Language = c.Language, Zone = c.Zone, PreferredChannel = c.PreferredChannel,
                Birthday = c.Birthday is not { } day ? null : open ? day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) : Mask.Day(day),
                Phones = Points(c.Points, PointKind.Phone), Emails = Points(c.Points, PointKind.Email), Addresses = Points(c.Points, PointKind.Address),
                Contacts = [.. c.Contacts.OrderByDescending(x => x.Key).ThenBy(x => x.Id).Select(x => new ContactView(x.Id, x.Name, x.Title, x.Role, x.Key, Points(x.Points, PointKind.Phone), Points(x.Points, PointKind.Email)))],
                Tags = c.Tags, Custom = (await fields.Visible(ct))(c.Custom), CustomShown = await fields.Shown(c.Custom, ct), ExternalId = c.ExternalId, Since = c.Since, LastReviewedAt = c.LastReviewedAt, NextReviewDue = c.NextReviewDue,
                CreatedAt = c.CreatedAt, CreatedBy = NameOf(c.CreatedById), ChangedAt = c.ChangedAt, ChangedBy = NameOf(c.ChangedById),
                MergedIntoId = c.MergedIntoId, FormerNumbers = [.. c.FormerNumbers.Select(n => HumanNumber.Format(Customer.Prefix, n))], ErasedAt = c.ErasedAt, Masked = !open, MayWrite = c.ErasedAt is null && user.ScopeOf("customers.write").Covers(c.OwnerId, c.TeamId), Version = c.Version,
            };
        }
    }
}
