namespace Crm.Surveys.Features.Improvements;

/// <summary>The sides of a comparison as a table, and below it the difference. A side opens its answers where a filter can say which they are.</summary>
internal sealed record Sides(bool Rating, IReadOnlyList<(string Name, ReadEffect.Side Side, string? Url)> All, ReadEffect.Change? Change);

/// <summary>How probabilities are shown.</summary>
internal static class ImproveShow
{
    public static string P(Crm.Platform.Localization.Show show, double? p) => p is null ? "–" : Results.FiguresPage.PIs(show, p);
}
