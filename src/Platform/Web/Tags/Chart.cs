using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Crm.Platform.Localization;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Razor.TagHelpers;
using static Crm.Platform.Web.Tags.Html;

namespace Crm.Platform.Web.Tags;

/// <summary>
/// &lt;chart title="key" hint="key" kind="line" categories="@months" series="@series" height="md" /&gt;: drawn by site.js
/// with ECharts; the same numbers stand in a table behind a toggle, for reading aloud and copying.
/// </summary>
[HtmlTargetElement("chart")]
public sealed class ChartTag(Texts texts, Show show) : TagHelper
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <summary>Resource key.</summary>
    public string Title { get; set; } = "";

    /// <summary>Resource key of the definition.</summary>
    public string? Hint { get; set => field = value is "" ? null : value; }

    /// <summary>line, bar, stacked, pie, radar, scatter or funnel. A scatter takes two series: across and up.</summary>
    public string Kind { get; set; } = "line";

    /// <summary>Names along the axis, of the slices or of the rays.</summary>
    public IEnumerable<string> Categories { get; set; } = [];

    /// <summary>The numbers.</summary>
    public IEnumerable<Series> Series { get; set; } = [];

    /// <summary>For each category the address of its records, or null.</summary>
    public IEnumerable<string?>? Urls { get; set; }

    /// <summary>A dashed line across the chart at this height: a mark to reach, or of a scatter the middle.</summary>
    public double? Up { get; set; }

    /// <summary>The same from bottom to top, for a scatter.</summary>
    public double? Across { get; set; }

    /// <summary>sm, md or lg.</summary>
    public string Height { get; set; } = "md";

    /// <summary>Text after each number: "%".</summary>
    public string? Unit { get; set => field = value is "" ? null : value; }

    /// <summary>Decimals of the numbers in the table.</summary>
    public int Decimals { get; set; }

    /// <summary>False inside a panel, which is a card with a heading already.</summary>
    public bool Card { get; set; } = true;

    /// <inheritdoc />
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var (categories, series, urls) = (Categories.ToList(), Series.ToList(), Urls?.ToList());
        var data = JsonSerializer.Serialize(new { kind = Kind, categories, series, urls, unit = Unit, decimals = Decimals, up = Up, across = Across }, Json);
        var body = El("div", Card ? "card-body" : null,
            El("div", $"chart chart-{Height}").With("data-chart", data).With("role", "img").With("aria-label", texts["chart.label", texts[Title]]),
            El("details", "chart-table mt-2", El("summary", "text-secondary small", texts["chart.table"]), El("div", "table-responsive", Table(categories, series, urls))));
        if (!Card) { output.Becomes(body); return; }
        var head = El("div", "card-header", El("h2", "card-title", texts[Title]));
        if (Hint is not null) head.Add(StatTag.HintOf(texts[Hint], texts));
        output.Becomes(El("section", "card h-100", head, body));
    }

    TagBuilder Table(List<string> categories, List<Series> series, List<string?>? urls)
    {
        var head = El("tr", null, El("th", null, El("span", "visually-hidden", texts["chart.category"])).With("scope", "col"));
        foreach (var s in series) head.Add(El("th", "text-end", s.Name).With("scope", "col"));
        var rows = El("tbody");
        for (var i = 0; i < categories.Count; i++)
        {
            var name = urls is not null && i < urls.Count && urls[i] is { } url ? (object)El("a", null, categories[i]).With("href", url) : categories[i];
            var row = El("tr", null, El("th", "fw-normal", name).With("scope", "row"));
            foreach (var s in series) row.Add(El("td", "text-end", i < s.Values.Count && s.Values[i] is { } v ? show.Number(v, Decimals) + (Unit is null ? "" : " " + Unit) : "–"));
            rows.Add(row);
        }
        return El("table", "table table-sm table-vcenter mb-0", El("caption", "visually-hidden", texts[Title]), El("thead", null, head), rows);
    }
}
