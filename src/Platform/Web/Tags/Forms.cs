using Crm.Platform.Localization;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Razor.TagHelpers;
using static Crm.Platform.Web.Tags.Html;

namespace Crm.Platform.Web.Tags;

/// <summary>Every posting form carries the antiforgery token, also one with an action of its own, which MVC leaves out.</summary>
[HtmlTargetElement("form", Attributes = "[method=post], action")]
public sealed class FormTokenTag : CrmTag
{
    /// <inheritdoc />
    public override int Order => 1000; // after MVC's own, which has written a token when the action is empty

    /// <inheritdoc />
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var action = context.AllAttributes["action"]?.Value;
        if (action is not null && !string.IsNullOrEmpty(action.ToString())) output.PostContent.AppendHtml(Token(View.HttpContext));
    }
}

/// <summary>&lt;save-bar submit="save" cancel="/customers" /&gt;: the foot of a form.</summary>
[HtmlTargetElement("save-bar")]
public sealed class SaveBarTag(Texts texts) : TagHelper
{
    /// <summary>Resource key of the button.</summary>
    public string Submit { get; set; } = "save";

    /// <summary>Where "cancel" leads; without it there is none.</summary>
    public string? Cancel { get; set => field = value is "" ? null : value; }

    /// <inheritdoc />
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var children = await output.GetChildContentAsync();
        var bar = El("div", "card-footer save-bar d-flex flex-wrap gap-2", El("button", "btn btn-primary", texts[Submit]).With("type", "submit"), children);
        if (Cancel is not null) bar.Add(El("a", "btn btn-link", texts["cancel"]).With("href", Cancel));
        output.Becomes(bar);
    }
}

/// <summary>&lt;post-button url="..." text="key" icon="check" class="btn btn-primary"&gt;hidden inputs&lt;/post-button&gt;: one act, one small form.</summary>
[HtmlTargetElement("post-button")]
public class PostButtonTag(Texts texts) : CrmTag
{
    /// <summary>Where it posts.</summary>
    public string Url { get; set; } = "";

    /// <summary>Resource key; without it the icon needs a <see cref="Label"/>.</summary>
    public string? Text { get; set => field = value is "" ? null : value; }

    /// <summary>Resource key read aloud when the button shows only an icon.</summary>
    public string? Label { get; set => field = value is "" ? null : value; }

    /// <summary>Icon name.</summary>
    public string? Icon { get; set => field = value is "" ? null : value; }

    /// <summary>Classes of the button.</summary>
    public string Class { get; set; } = "btn";

    /// <inheritdoc />
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output) =>
        output.Becomes(Form(await output.GetChildContentAsync(), output.Attributes));

    private protected Microsoft.AspNetCore.Mvc.Rendering.TagBuilder Form(IHtmlContent inputs, TagHelperAttributeList attributes, string? withoutScript = null)
    {
        var button = El("button", Class.Split(' ').Contains("btn") || Class.Contains("dropdown-item", StringComparison.Ordinal) ? Class : "btn " + Class).With("type", "submit").With("formaction", withoutScript);
        foreach (var attribute in attributes) button.With(attribute.Name, attribute.Value);
        if (Label is not null) button.With("aria-label", texts[Label]).With("title", texts[Label]);
        if (Icon is not null) button.Add(Html.Icon(View.HttpContext, Icon, Text is null ? "m-0" : null));
        if (Text is not null) button.Add(texts[Text]);
        return El("form", "d-inline-block", inputs, button, Token(View.HttpContext)).With("method", "post").With("action", Url);
    }
}

/// <summary>
/// &lt;confirm-button url="/customers/5/delete" text="delete" confirm="customers.delete.confirm" /&gt;: posts after a dialog
/// has asked. Without JavaScript the page /confirm asks.
/// </summary>
[HtmlTargetElement("confirm-button")]
public sealed class ConfirmButtonTag(Texts texts) : PostButtonTag(texts)
{
    readonly Texts texts = texts;

    /// <summary>Resource key of the question.</summary>
    public string Confirm { get; set; } = "confirm.sure";

    /// <inheritdoc />
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var children = await output.GetChildContentAsync();
        var carried = new HtmlContentBuilder().AppendHtml(children)
            .AppendHtml(Input("hidden", "confirm.url", Url)).AppendHtml(Input("hidden", "confirm.text", Text ?? Label)).AppendHtml(Input("hidden", "confirm.ask", Confirm))
            .AppendHtml(Input("hidden", "confirm.back", View.HttpContext.Request.Path + View.HttpContext.Request.QueryString));
        output.Becomes(Form(carried, output.Attributes, "/confirm").With("data-confirm", texts[Confirm]).With("data-confirm-text", texts[Text ?? Label ?? "yes"]));
    }
}
