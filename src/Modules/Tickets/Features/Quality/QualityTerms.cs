using Crm.Platform.Settings;

namespace Crm.Tickets.Features.Quality;

/// <summary>How many tickets are drawn, and how long a score can be appealed.</summary>
/// <param name="PerAgent">Drawn at random, of each agent and week.</param>
/// <param name="Extra">Low rated or reopened ones on top, at most.</param>
/// <param name="AppealDays">Days from the score in which the agent may appeal.</param>
/// <param name="Weekly">Whether a sample is drawn every week by itself.</param>
internal sealed record QualityTerms(int PerAgent = 3, int Extra = 1, int AppealDays = 7, bool Weekly = true)
{
    public const string Setting = "tickets.quality";

    /// <summary>A satisfaction of so much or less is a low one.</summary>
    public const int LowScore = 3;

    /// <summary>A mean of fewer checks is nobody's business but the agent's own.</summary>
    public const int FewestShown = 5;

    public static ValueTask<QualityTerms> Of(ISettings settings, CancellationToken ct) => settings.Get(Setting, new QualityTerms(), ct);
}
