using Crm.Platform.Localization;
using Crm.Platform.Web;
using Crm.Surveys.Domain;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Results;

/// <summary>What the results of a wave and of a survey share on the page.</summary>
internal abstract class ResultsPage : CrmPage
{
    [FromRoute]
    public long Id { get; set; }

    [BindProperty(SupportsGet = true)]
    public ReadResults.Query Filter { get; set; } = new();

    public ReadOverview.View More { get; private set; } = null!;

    /// <summary>Null where the answers may not be shown.</summary>
    public ReadResults.View Results { get; private set; } = null!;

    protected async Task Load(ReadResults.Query filter)
    {
        More = await Send(new ReadOverview.Query(filter));
        Filter = filter with { Survey = More.SurveyId };
        if (!More.Hidden) Results = await Send(Filter);
    }

    public ResultsTabs Tabs => new(More.SurveyId, "", FilterAddress.Query(Filter));

    public abstract FilterForm Form { get; }

    /// <summary>Address of the answers behind a figure.</summary>
    public string Answers(string more = "", bool counted = true) => FilterAddress.Answers(More.SurveyId, Filter with { Flagged = !counted }, more);

    public string Of(Item item, int? min = null, int? max = null) => Answers($"item={Uri.EscapeDataString(item.Key)}" + (min is null ? "" : $"&min={min}&max={max}"));

    /// <summary>The mark for a figure of the overview, beside it.</summary>
    public string Against(Texts texts, Show show, string figure, double? value) =>
        More.Benchmarks.TryGetValue(figure, out var target) && value is { } v ? texts["surveys.benchmark.against", show.Number(target), FiguresPage.Signed(show, v - target)] : "";

    /// <summary>Name of a band of numbers.</summary>
    public static string NameOf(Texts texts, Show show, Band band)
    {
        var (from, to) = (End(band.From), End(band.To));
        return band.From is null ? band.To is null ? "" : texts["surveys.numbers.under", to] : band.To is null ? texts["surveys.numbers.over", from] : texts["surveys.numbers.band", from, to];

        string End(double? at) => show.Number(at, at is { } v ? Enumerable.Range(0, 6).First(d => d == 5 || Math.Abs(v - Math.Round(v, d)) < 1e-9) : 0);
    }

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

    /// <summary>The same of a share.</summary>
    public static string Shares(Show show, Interval? interval) => interval is null ? "–" : $"{show.Percent(interval.Low)} … {show.Percent(interval.High)}";
}
