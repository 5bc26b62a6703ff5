using Crm.Platform.Localization;
using Crm.Platform.Web;
using Crm.Surveys.Domain;
using Crm.Surveys.Domain.Stats;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Results;

/// <summary>The filter as a form: it sends the reader to the same tab with other answers.</summary>
/// <param name="Kept">What else of the address stays.</param>
/// <param name="Waves">Whether a wave can be chosen.</param>
/// <param name="Flags">Whether those left out by cleaning can be taken in; the overview shows both figures anyway.</param>
internal sealed record FilterForm(ResultsFilter Filter, FilterChoices Choices, string Action, bool Waves, IReadOnlyList<(string Name, string? Value)> Kept, bool Flags = true);

/// <summary>What the tabs beside the overview share.</summary>
internal abstract class FiguresPage : CrmPage
{
    [FromRoute]
    public long Id { get; set; }

    /// <summary>Last part of the address.</summary>
    public abstract string Tab { get; }

    public abstract ResultsFrame Frame { get; }

    /// <summary>The filter as it stands in the address; the trend looks beyond a wave chosen there, and keeps it for the other tabs.</summary>
    public abstract ResultsFilter Asked { get; }

    /// <summary>What else of the address stays when the filter changes.</summary>
    public virtual IReadOnlyList<(string Name, string? Value)> Kept => [];

    public ResultsTabs Tabs => new(Id, Tab is "cross" or "" ? "compare" : Tab, Query);

    public string Query => FilterAddress.Query(Asked);

    public FilterForm Form => new(Asked, Frame.Choices, $"/surveys/{Id}/results/{Tab}", Tab != "trend", Kept);

    /// <summary>The same page with something else chosen.</summary>
    public string Here(string more) => $"/surveys/{Id}/results/{Tab}" + FilterAddress.With(Query, more);

    public string Answers(string more = "") => FilterAddress.Answers(Id, Frame.Filter, more);

    /// <summary>"p &lt; 0.001", or three decimals.</summary>
    public static string PIs(Show show, double? p) => p is < 0.001 ? "p " + P(show, p) : "p = " + P(show, p);

    /// <summary>"&lt; 0.001", or three decimals.</summary>
    public static string P(Show show, double? p) => p switch
    {
        null => "–",
        < 0.001 => "< " + show.Number(0.001, 3),
        _ => show.Number(p, 3),
    };

    /// <summary>A change with its sign.</summary>
    public static string Signed(Show show, double? value, int decimals = 1) => value is { } v ? (v > 0 ? "+" : "") + show.Number(v, decimals) : "–";

    /// <summary>Name of a figure.</summary>
    public static string Name(Texts texts, PersonFigure measure, string language) => measure.Kind switch
    {
        FigureKind.Index => texts["surveys.index"],
        FigureKind.Csat => texts["surveys.csat"] + " (%)",
        FigureKind.Nps => texts["surveys.nps"],
        _ => measure.Title.In(language),
    };

    /// <summary>The mark for a figure, if there is one.</summary>
    public double? BenchmarkOf(PersonFigure measure) => Frame.Benchmarks.TryGetValue(measure.Kind switch
    {
        FigureKind.Index => Benchmark.Index,
        FigureKind.Csat => Benchmark.Csat,
        FigureKind.Nps => Benchmark.Nps,
        _ => measure.Key,
    }, out var target) && measure.Kind != FigureKind.Dimension ? target : null;

    /// <summary>The test, in words.</summary>
    public static string TestOf(Texts texts, Show show, TestResult? test) => test is null ? "–" : texts[test.Method] + (test.Statistic is { } statistic ? $" {show.Number(statistic, 2)}" : "") + (test.Df is { } df ? " (" + texts["surveys.df", show.Number(df, df == Math.Floor(df) ? 0 : 1)] + ")" : "");
}
