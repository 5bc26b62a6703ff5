namespace Crm.Contracts.Surveys;

/// <summary>What somebody said, as the reader may see it.</summary>
public sealed record FeedbackFacts(long Id, long? CustomerId, string? Text);

/// <summary>Reads feedback for whoever makes something of it.</summary>
public interface IFeedbackDirectory
{
    /// <summary>One piece of feedback the current user may read; null when there is none.</summary>
    Task<FeedbackFacts?> Readable(long feedbackId, CancellationToken ct);
}
