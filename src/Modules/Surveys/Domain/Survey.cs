using Crm.Platform.Data;
using Crm.Platform.UseCases;

namespace Crm.Surveys.Domain;

/// <summary>What a questionnaire begins with, or goes on with elsewhere: its text, and how its answers are treated.</summary>
/// <param name="Cleaning">Null: as the product ships.</param>
internal sealed record SurveyContent(SurveyDefinition Text, int LowMark = 3, CleaningRules? Cleaning = null);

/// <summary>A questionnaire under its name: the text being written, and how its answers are treated.</summary>
internal sealed class Survey : Entity, IAudited
{
    Survey() { }

    /// <summary>The shipped template it came from; unique among those that were seeded.</summary>
    public string? Template { get; private set; }

    /// <summary>The text being written. What customers see are the published versions.</summary>
    [NotAudited]
    public SurveyDefinition Draft { get; private set; } = new();

    /// <summary>Number of the latest published version; null before the first.</summary>
    public int? Published { get; private set; }

    /// <summary>The draft differs from the latest version.</summary>
    public bool Changed { get; private set; }

    /// <summary>A headline score at or below it owes the customer a call.</summary>
    public int LowMark { get; private set; } = 3;

    /// <summary>Thresholds of its own for cleaning; null: as the product ships.</summary>
    public CleaningRules? Cleaning { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }
    public long? CreatedById { get; private set; }
    public DateTimeOffset ChangedAt { get; private set; }
    public long? ChangedById { get; private set; }

    public static Survey Write(SurveyDefinition draft, long? by, DateTimeOffset at, string? template = null) =>
        new() { Draft = draft, Template = template, Changed = true, CreatedAt = at, CreatedById = by, ChangedAt = at, ChangedById = by };

    public void Edit(SurveyDefinition draft, long? by, DateTimeOffset at)
    {
        Draft = draft;
        Changed = true;
        (ChangedAt, ChangedById) = (at, by);
    }

    public void SetLowMark(int mark, long? by, DateTimeOffset at)
    {
        if (LowMark == mark) return;
        LowMark = mark;
        (ChangedAt, ChangedById) = (at, by);
    }

    public void CleanBy(CleaningRules rules, long? by, DateTimeOffset at)
    {
        Cleaning = rules == CleaningRules.Default ? null : rules;
        (ChangedAt, ChangedById) = (at, by);
    }

    /// <summary>Freezes the draft as the next version; answers given to earlier versions keep theirs.</summary>
    public SurveyVersion Publish(long? by, DateTimeOffset at)
    {
        if (Draft.Problems().FirstOrDefault() is { Key: { } problem } found) throw new RuleException(problem, null, found.What);
        if (!Changed && Published is not null) throw new RuleException("surveys.problem.unchanged");
        Published = (Published ?? 0) + 1;
        Changed = false;
        (ChangedAt, ChangedById) = (at, by);
        return new SurveyVersion(this, Published.Value, Draft, by, at);
    }
}

/// <summary>A questionnaire as customers saw it; never changed.</summary>
internal sealed class SurveyVersion : Entity, IAudited
{
    SurveyVersion() { }

    public SurveyVersion(Survey survey, int number, SurveyDefinition definition, long? by, DateTimeOffset at) =>
        (Survey, Number, Definition, PublishedById, PublishedAt) = (survey, number, definition, by, at);

    public long SurveyId { get; private set; }
    public Survey Survey { get; private set; } = null!;
    public int Number { get; private set; }

    [NotAudited]
    public SurveyDefinition Definition { get; private set; } = new();

    public DateTimeOffset PublishedAt { get; private set; }
    public long? PublishedById { get; private set; }
}
