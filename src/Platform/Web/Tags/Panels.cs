using Crm.Platform.Localization;
using Crm.Platform.Modules;
using Crm.Platform.Users;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Razor.TagHelpers;
using static Crm.Platform.Web.Tags.Html;

namespace Crm.Platform.Web.Tags;

/// <summary>&lt;panel url="/x" title="key" /&gt;: a card that loads a fragment. The fragment brings its own card-body, table or list-group.</summary>
[HtmlTargetElement("panel")]
public sealed class PanelTag(Texts texts) : TagHelper
{
    /// <summary>Where the fragment is.</summary>
    public string Url { get; set; } = "";

    /// <summary>Resource key of the heading.</summary>
    public string? Title { get; set => field = value is "" ? null : value; }

    /// <inheritdoc />
    public override void Process(TagHelperContext context, TagHelperOutput output) => output.Becomes(Card(texts, Url, Title));

    internal static IHtmlContent Card(Texts texts, string url, string? title)
    {
        var card = El("section", "card h-100");
        if (title is not null) card.Add(El("div", "card-header", El("h2", "card-title", texts[title])));
        var waiting = El("div", "card-body panel-waiting",
            El("div", "placeholder-glow", El("div", "placeholder col-9 mb-2"), El("div", "placeholder col-6")).With("aria-hidden", "true"),
            El("noscript", null, El("a", null, texts["panel.open"]).With("href", url)));
        return card.Add(El("div", "panel-body", waiting).With("hx-get", url).With("hx-trigger", "load").With("hx-swap", "innerHTML").With("data-panel", ""));
    }
}

/// <summary>&lt;panels area="customer" id="@id" /&gt;: every module's panels of an area that the reader may see.</summary>
[HtmlTargetElement("panels")]
public sealed class PanelsTag(Texts texts, ModuleList modules, CurrentUser user) : TagHelper
{
    /// <summary>Name of the area.</summary>
    public string Area { get; set; } = "";

    /// <summary>Id of the page's subject; stands for "{id}" in the panels' addresses.</summary>
    public object? Id { get; set; }

    /// <summary>Query string ("?days=30&amp;team=2") handed on to each panel.</summary>
    public string? Query { get; set => field = value is "" ? null : value; }

    /// <inheritdoc />
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var row = El("div", "row row-cards");
        var any = false;
        foreach (var panel in modules.PanelsOf(Area).Where(p => user.Can(p.Permission)))
        {
            any = true;
            var url = panel.Url.Replace("{id}", Id?.ToString(), StringComparison.Ordinal);
            if (!string.IsNullOrEmpty(Query)) url += (url.Contains('?', StringComparison.Ordinal) ? "&" : "?") + Query.TrimStart('?');
            row.Add(El("div", $"col-12 col-lg-{panel.Width}", PanelTag.Card(texts, url, panel.Title)));
        }
        if (any) output.Becomes(row);
        else output.SuppressOutput();
    }
}
