using Crm.Platform.Localization;
using Crm.Platform.Web;
using Crm.Surveys.Domain;

namespace Crm.Surveys.Features.Results;

/// <summary>What the results of a wave and of a survey share on the page.</summary>
internal abstract class ResultsPage : CrmPage
{
    public ReadResults.View Results { get; protected set; } = null!;

    /// <summary>Address of the answers behind a figure.</summary>
    public string Answers(string more = "", bool counted = true) =>
        "/responses?" + (Results.WaveId is { } wave ? $"wave={wave}" : $"survey={Results.SurveyId}") + (counted ? "&counted=true" : "") + (more.Length > 0 ? "&" + more : "");

    public string Of(Item item, int? min = null, int? max = null) => Answers($"item={Uri.EscapeDataString(item.Key)}" + (min is null ? "" : $"&min={min}&max={max}"));

    /// <summary>Where an improvement of an item is proposed.</summary>
    public string Improve(Item item) => $"/improvements/new?survey={Results.SurveyId}&item={Uri.EscapeDataString(item.Key)}" + (Results.WaveId is { } wave ? $"&wave={wave}" : "");

    public static string ColorOf(double? index) => Statistics.GradeOf(index) switch
    {
        Grade.Excellent => "green",
        Grade.Good => "teal",
        Grade.Fair => "yellow",
        Grade.Poor => "red",
        _ => "secondary",
    };

    public static string Between(Show show, Interval? interval, int decimals = 1) => interval is null ? "–" : $"{show.Number(interval.Low, decimals)} … {show.Number(interval.High, decimals)}";
}
