using Crm.Contracts.Customers;
using Crm.Platform.Data;
using Crm.Platform.Privacy;

namespace Crm.Customers.Domain;

/// <summary>The part a contact plays when the organisation decides.</summary>
internal enum DecisionRole { Decider, Influencer, User, Buyer, Technician, Other }

/// <summary>Everything a person may say about a contact.</summary>
internal sealed record ContactProfile(string Name, string? Title, DecisionRole? Role, string? Language, bool Key, IReadOnlyList<PointValue> Points)
{
    public PreferredChannel? PreferredChannel { get; init; }

    /// <summary>What they like and what they avoid.</summary>
    public string? Preferences { get; init; }
}

/// <summary>A person at an organisation.</summary>
internal sealed class Contact : Entity, IAudited, IAboutSubject
{
    readonly List<PersonPoint> points = [];

    long? IAboutSubject.SubjectId => CustomerId;

    public long CustomerId { get; private set; }
    public string Name { get; private set; } = "";
    public string? Title { get; private set; }
    public DecisionRole? Role { get; private set; }
    public string? Language { get; private set; }

    /// <summary>The one to turn to first; one per customer.</summary>
    public bool Key { get; private set; }

    public PreferredChannel? PreferredChannel { get; private set; }

    /// <summary>What they like and what they avoid.</summary>
    public string? Preferences { get; private set; }

    public IReadOnlyList<PersonPoint> Points => points;

    internal void Take(ContactProfile profile)
    {
        (Name, Title, Role, Language, Key) = (profile.Name.Trim(), profile.Title, profile.Role, profile.Language, profile.Key);
        (PreferredChannel, Preferences) = (profile.PreferredChannel, profile.Preferences);
        ContactPoint.Replace(points, profile.Points);
    }

    /// <summary>What is known now, to change a part of it.</summary>
    public ContactProfile ToProfile() => new(Name, Title, Role, Language, Key, [.. points.Select(p => p.ToValue())]) { PreferredChannel = PreferredChannel, Preferences = Preferences };

    internal void Step(bool key) => Key = key;

    /// <summary>For rows that are copied in.</summary>
    internal void Belongs(long customerId) => CustomerId = customerId;
}

/// <summary>The contacts of a customer: changed through it, so that one is key and search knows them.</summary>
internal sealed partial class Customer
{
    /// <summary>Adds a person; the first one is key.</summary>
    public Contact AddContact(ContactProfile profile, long? by, DateTimeOffset at)
    {
        var contact = new Contact();
        contacts.Add(contact);
        Settle(contact, profile with { Key = profile.Key || contacts.Count == 1 }, by, at);
        return contact;
    }

    /// <summary>Changes a person.</summary>
    public void ChangeContact(Contact contact, ContactProfile profile, long? by, DateTimeOffset at) => Settle(contact, profile, by, at);

    /// <summary>Removes a person; if it was the key one, the next takes its place.</summary>
    public void RemoveContact(Contact contact, long? by, DateTimeOffset at)
    {
        contacts.Remove(contact);
        if (contact.Key && contacts.Count > 0) contacts[0].Step(key: true);
        Touched(by, at);
    }

    void Settle(Contact contact, ContactProfile profile, long? by, DateTimeOffset at)
    {
        contact.Take(profile);
        if (contact.Key) foreach (var other in contacts.Where(c => c != contact && c.Key)) other.Step(key: false);
        Touched(by, at);
    }

    void Touched(long? by, DateTimeOffset at)
    {
        (ChangedAt, ChangedById) = (at, by);
        Reword();
        Raise(() => new CustomerChanged(Id, at));
    }
}
