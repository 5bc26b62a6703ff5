using Crm.Platform.Data;

namespace Crm.Surveys.Domain;

/// <summary>The mark an analyst sets for a figure of a survey: results show it as a line, and how far off they are.</summary>
internal sealed class Benchmark : Entity, IAudited
{
    Benchmark() { }

    /// <summary>What can have a mark besides an item, which goes by its key: a dot is no part of a key.</summary>
    public const string Index = ".index", Csat = ".csat", Nps = ".nps";

    public long SurveyId { get; private set; }

    /// <summary>Index, Csat, Nps, or the key of a rated item.</summary>
    public string Figure { get; private set; } = "";

    /// <summary>On the scale of the figure: index and items 0 to 100, CSAT in percent, NPS -100 to 100.</summary>
    public double Target { get; private set; }

    public DateTimeOffset ChangedAt { get; private set; }
    public long? ChangedById { get; private set; }

    public static Benchmark Set(long surveyId, string figure, double target, long? by, DateTimeOffset at) => new() { SurveyId = surveyId, Figure = figure, Target = target, ChangedAt = at, ChangedById = by };

    public void Move(double target, long? by, DateTimeOffset at)
    {
        if (Target.Equals(target)) return;
        (Target, ChangedAt, ChangedById) = (target, at, by);
    }

    /// <summary>First and last value that a mark for this figure can have.</summary>
    public static (double Low, double High) RangeOf(string figure) => figure == Nps ? (-100, 100) : (0, 100);
}
