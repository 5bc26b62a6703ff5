using Crm.Contracts.Customers;
using Crm.Platform.Data;
using Crm.Platform.Fields;
using Crm.Platform.Privacy;
using Crm.Platform.Search;
using Crm.Platform.Users;

namespace Crm.Customers.Domain;

/// <summary>How a customer likes to be reached.</summary>
internal enum PreferredChannel { Phone, Email, Sms, Wechat, Post }

/// <summary>Everything a person may say about a customer.</summary>
internal sealed record Profile(
    CustomerKind Kind, string Name, string? Industry, CustomerSize? Size, string? Region, CustomerLevel Level,
    long? OwnerId, long? TeamId, SourceChannel? Source, string Language, string Zone, PreferredChannel? PreferredChannel,
    DateOnly? Birthday, IReadOnlyList<string> Tags, IReadOnlyList<PointValue> Points)
{
    /// <summary>Fields of one's own; null leaves them as they are.</summary>
    public CustomValues? Custom { get; init; }
}

/// <summary>One customer, one record: a person, or an organisation with its contacts.</summary>
internal sealed partial class Customer : Entity, IAudited, INumbered, IOwned, IAboutSubject, ICustom
{
    /// <summary>Letter of the human number.</summary>
    public const char Prefix = 'C';

    readonly List<CustomerPoint> points = [];
    readonly List<Contact> contacts = [];

    Customer() { }

    /// <summary>Opens the record. <paramref name="number"/> comes from the sequence, so that the search words know it at once.</summary>
    public static Customer Register(long number, Profile profile, Admission admission, string? externalId, long? by, DateTimeOffset at)
    {
        var customer = new Customer { Number = number, Admission = admission, ExternalId = externalId, CreatedAt = at, CreatedById = by };
        customer.Take(profile, by, at);
        customer.Raise(() => new CustomerRegistered(customer.Id, at));
        return customer;
    }

    long? IAboutSubject.SubjectId => Id;

    public long Number { get; private set; }
    public CustomerKind Kind { get; private set; }
    public string Name { get; private set; } = "";

    /// <summary>Name for comparison.</summary>
    [NotAudited]
    public string FoldedName { get; private set; } = "";

    public string? Industry { get; private set; }
    public CustomerSize? Size { get; private set; }
    public string? Region { get; private set; }
    public CustomerLevel Level { get; private set; }
    public long? OwnerId { get; private set; }
    public long? TeamId { get; private set; }
    public SourceChannel? Source { get; private set; }
    public string Language { get; private set; } = "zh-CN";
    public string Zone { get; private set; } = "Asia/Shanghai";
    public PreferredChannel? PreferredChannel { get; private set; }

    /// <summary>Birthday of a person, founding day of an organisation.</summary>
    public DateOnly? Birthday { get; private set; }

    public List<string> Tags { get; private set; } = [];

    /// <summary>Fields defined by an administrator.</summary>
    public CustomValues Custom { get; private set; } = CustomValues.None;

    /// <summary>Id in the system an import came from.</summary>
    public string? ExternalId { get; private set; }

    /// <summary>The record this one was merged into.</summary>
    public long? MergedIntoId { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }
    public long? CreatedById { get; private set; }
    public DateTimeOffset ChangedAt { get; private set; }
    public long? ChangedById { get; private set; }

    /// <summary>What the search column is made of.</summary>
    [NotAudited]
    public string Words { get; private set; } = "";

    /// <summary>Ways to reach the customer itself; those of contacts are theirs.</summary>
    public IReadOnlyList<CustomerPoint> Points => points;

    /// <summary>People at the organisation.</summary>
    public IReadOnlyList<Contact> Contacts => contacts;

    /// <summary>A person's edit of the record. It counts as a review.</summary>
    public void Change(Profile profile, long? by, DateTimeOffset at)
    {
        Take(profile, by, at);
        Raise(() => new CustomerChanged(Id, at));
    }

    /// <summary>Tags put on by hand, replacing those before.</summary>
    public void Tag(IEnumerable<string> tags, long? by, DateTimeOffset at)
    {
        Tags = Clean(tags);
        (ChangedAt, ChangedById) = (at, by);
        Raise(() => new CustomerChanged(Id, at));
    }

    /// <summary>The owner works in another team now.</summary>
    public void MoveTo(long? teamId, DateTimeOffset at)
    {
        if (TeamId == teamId) return;
        TeamId = teamId;
        Raise(() => new CustomerChanged(Id, at));
    }

    /// <summary>What is known now, to change a part of it.</summary>
    public Profile ToProfile() => new(Kind, Name, Industry, Size, Region, Level, OwnerId, TeamId, Source, Language, Zone, PreferredChannel, Birthday, Tags,
        [.. points.Select(p => p.ToValue())])
    { Custom = Custom };

    void Take(Profile profile, long? by, DateTimeOffset at)
    {
        (Kind, Name, Industry, Size, Region, Level) = (profile.Kind, profile.Name.Trim(), profile.Industry, profile.Kind == CustomerKind.Organisation ? profile.Size : null, profile.Region ?? Suggested(profile), profile.Level);
        (OwnerId, TeamId, Source, Language, Zone, PreferredChannel, Birthday) = (profile.OwnerId, profile.TeamId, profile.Source, profile.Language, profile.Zone, profile.PreferredChannel, profile.Birthday);
        Tags = Clean(profile.Tags);
        Custom = profile.Custom ?? Custom;
        FoldedName = SearchText.Fold(Name);
        ContactPoint.Replace(points, profile.Points);
        (ChangedAt, ChangedById) = (at, by);
        Reviewed(by, at);
        Reword();
    }

    /// <summary>Where nobody has said a region, the province of an address that is new says it. Whoever has taken the region away is not contradicted.</summary>
    string? Suggested(Profile profile)
    {
        if (Region is not null) return null;
        var known = points.Select(p => p.Parts?.Province).ToHashSet();
        return profile.Points.OrderByDescending(p => p.Primary).Select(p => p.Parts).FirstOrDefault(a => a?.Province is not null && !known.Contains(a.Province))?.Region();
    }

    /// <summary>Search finds a customer by number, name, phone (whole or last four digits), e-mail, and by the people there.</summary>
    void Reword()
    {
        var reach = points.Concat<ContactPoint>(contacts.SelectMany(c => c.Points)).ToList();
        var phones = reach.Where(p => p.Kind == PointKind.Phone).SelectMany(p => new[] { p.Normal, PhoneNumber.Show(p.Normal), PhoneNumber.WithoutExtension(p.Normal)[^4..] });
        var emails = reach.Where(p => p.Kind == PointKind.Email).Select(p => p.Normal);
        Words = SearchText.Words([HumanNumber.Format(Prefix, Number), .. FormerNumbers.Select(n => HumanNumber.Format(Prefix, n)), Name, .. phones, .. emails, .. contacts.Select(c => c.Name)]);
    }

    static List<string> Clean(IEnumerable<string> tags) => [.. tags.Select(t => t.Trim()).Where(t => t.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal)];
}
