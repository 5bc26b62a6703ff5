using Crm.Platform.Data;

namespace Crm.Customers.Domain.Privacy;

/// <summary>What can be said of it.</summary>
internal sealed record AssessmentFacts(string Title, string Purpose, string Necessity, string Risks, string Measures, string Conclusion, DateOnly? ReviewOn);

/// <summary>Impact assessment of a processing of personal data: what for, how necessary, which risks, which measures, and when it is looked at again.</summary>
internal sealed class Assessment : Entity, IAudited
{
    Assessment() { }

    public Assessment(AssessmentFacts facts, long? by, DateTimeOffset at)
    {
        (CreatedById, CreatedAt) = (by, at);
        Take(facts, by, at);
    }

    public string Title { get; private set; } = "";
    public string Purpose { get; private set; } = "";
    public string Necessity { get; private set; } = "";
    public string Risks { get; private set; } = "";
    public string Measures { get; private set; } = "";
    public string Conclusion { get; private set; } = "";
    public DateOnly? ReviewOn { get; private set; }

    public long? CreatedById { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; }
    public long? ChangedById { get; private set; }
    public DateTimeOffset ChangedAt { get; private set; }

    /// <summary>Writes down what is known now.</summary>
    public void Take(AssessmentFacts facts, long? by, DateTimeOffset at)
    {
        (Title, Purpose, Necessity, Risks, Measures, Conclusion, ReviewOn) = (facts.Title, facts.Purpose, facts.Necessity, facts.Risks, facts.Measures, facts.Conclusion, facts.ReviewOn);
        (ChangedById, ChangedAt) = (by, at);
    }
}
