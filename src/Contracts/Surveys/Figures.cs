namespace Crm.Contracts.Surveys;

/// <summary>What counted answers of a time say. Shares are of those who answered the item.</summary>
/// <param name="Headlines">Answers with a headline score; <paramref name="Satisfied"/> of them with 4 or 5.</param>
/// <param name="Efforts">Answers about the effort, on a scale of 1 to 7; <paramref name="EffortSum"/> is their sum.</param>
/// <param name="FirstTimes">Answers to "problems solved the first time", 1 to 5; <paramref name="FirstTimeYes"/> of them with 4 or 5.</param>
public sealed record OpinionFigures(long Promoters, long Passives, long Detractors, long Headlines, long Satisfied, long Efforts, long EffortSum, long FirstTimes, long FirstTimeYes);

/// <summary>Counts answers, as far as the current user may read results.</summary>
public interface IOpinionFigures
{
    /// <summary>From the start of a day of the installation until the end of another.</summary>
    Task<OpinionFigures> Between(DateOnly from, DateOnly to, CancellationToken ct);
}
