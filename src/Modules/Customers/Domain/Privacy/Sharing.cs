using Crm.Platform.Data;

namespace Crm.Customers.Domain.Privacy;

/// <summary>What can be said of it.</summary>
internal sealed record SharingFacts(string What, string Recipient, string Why, string How, string Authority, bool DeIdentified, long? ApproverId, DateOnly? From, DateOnly? Until);

/// <summary>Personal data that left the house: what, to whom, why, on which authority, who approved it.</summary>
internal sealed class Sharing : Entity, IAudited
{
    Sharing() { }

    public Sharing(SharingFacts facts, long? by, DateTimeOffset at)
    {
        (CreatedById, CreatedAt) = (by, at);
        Take(facts, by, at);
    }

    public string What { get; private set; } = "";
    public string Recipient { get; private set; } = "";
    public string Why { get; private set; } = "";
    public string How { get; private set; } = "";
    public string Authority { get; private set; } = "";
    public bool DeIdentified { get; private set; }
    public long? ApproverId { get; private set; }
    public DateOnly? From { get; private set; }
    public DateOnly? Until { get; private set; }

    public long? CreatedById { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; }
    public long? ChangedById { get; private set; }
    public DateTimeOffset ChangedAt { get; private set; }

    /// <summary>Writes down what is known now.</summary>
    public void Take(SharingFacts facts, long? by, DateTimeOffset at)
    {
        (What, Recipient, Why, How, Authority, DeIdentified, ApproverId, From, Until) = (facts.What, facts.Recipient, facts.Why, facts.How, facts.Authority, facts.DeIdentified, facts.ApproverId, facts.From, facts.Until);
        (ChangedById, ChangedAt) = (by, at);
    }
}
