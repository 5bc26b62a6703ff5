using Crm.Platform.Data;

namespace Crm.Customers.Domain.Privacy;

/// <summary>What can be said of it.</summary>
internal sealed record IncidentFacts(string Title, string Data, int? PeopleAffected, DateOnly? FoundAt, string? Measures, DateOnly? AuthorityToldAt, DateOnly? PeopleToldAt, string? Lessons, DateOnly? ClosedAt);

/// <summary>Something happened to personal data: what, whose, what was done, who was told when, what was learnt.</summary>
internal sealed class Incident : Entity, IAudited
{
    Incident() { }

    public Incident(IncidentFacts facts, long? by, DateTimeOffset at, string? cause = null)
    {
        (CreatedById, CreatedAt) = (by, at);
        Cause = cause;
        Take(facts, by, at);
    }

    public string Title { get; private set; } = "";
    public string Data { get; private set; } = "";
    public int? PeopleAffected { get; private set; }
    public DateOnly? FoundAt { get; private set; }
    public string? Measures { get; private set; }
    public DateOnly? AuthorityToldAt { get; private set; }
    public DateOnly? PeopleToldAt { get; private set; }
    public string? Lessons { get; private set; }
    public DateOnly? ClosedAt { get; private set; }

    /// <summary>What raised it by itself, once; null when a person wrote it down.</summary>
    public string? Cause { get; private set; }

    public long? CreatedById { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; }
    public long? ChangedById { get; private set; }
    public DateTimeOffset ChangedAt { get; private set; }

    /// <summary>Writes down what is known now.</summary>
    public void Take(IncidentFacts facts, long? by, DateTimeOffset at)
    {
        (Title, Data, PeopleAffected, FoundAt, Measures, AuthorityToldAt, PeopleToldAt, Lessons, ClosedAt) = (facts.Title, facts.Data, facts.PeopleAffected, facts.FoundAt, facts.Measures, facts.AuthorityToldAt, facts.PeopleToldAt, facts.Lessons, facts.ClosedAt);
        (ChangedById, ChangedAt) = (by, at);
    }
}
