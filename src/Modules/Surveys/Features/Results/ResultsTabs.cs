namespace Crm.Surveys.Features.Results;

/// <summary>The ways to look at one survey's results; every tab keeps the filter.</summary>
/// <param name="Active">Last part of the address, "" for the overview.</param>
/// <param name="Query">The filter as in the address, with "?" or empty.</param>
internal sealed record ResultsTabs(long SurveyId, string Active, string Query)
{
    public static IReadOnlyList<string> All { get; } = ["", "trend", "compare", "drivers", "reliability", "words", "cleaning"];

    public string UrlOf(string tab) => $"/surveys/{SurveyId}/results" + (tab.Length > 0 ? "/" + tab : "") + Query;

    /// <summary>Resource key of a tab's name.</summary>
    public static string Key(string tab) => "surveys.results.tab." + (tab.Length > 0 ? tab : "overview");
}
