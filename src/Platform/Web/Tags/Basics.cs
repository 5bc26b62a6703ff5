using System.Globalization;
using Crm.Platform.Localization;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;
using static Crm.Platform.Web.Tags.Html;

namespace Crm.Platform.Web.Tags;

/// <summary>
/// Base of tag helpers that look at the request. Razor hands a null over as "", so every optional text takes "" for nothing.
/// </summary>
public abstract class CrmTag : TagHelper
{
    /// <summary>The view being rendered.</summary>
    [ViewContext, HtmlAttributeNotBound]
    public ViewContext View { get; set; } = null!;
}

/// <summary>&lt;icon name="ticket" /&gt;: a Tabler outline icon.</summary>
[HtmlTargetElement("icon")]
public sealed class IconTag : CrmTag
{
    /// <summary>Name of the icon in Tabler's set.</summary>
    public string Name { get; set; } = "";

    /// <summary>Further classes.</summary>
    public string? Class { get; set => field = value is "" ? null : value; }

    /// <inheritdoc />
    public override void Process(TagHelperContext context, TagHelperOutput output) => output.Becomes(Icon(View.HttpContext, Name, Class));
}

/// <summary>&lt;page-header title="@text"&gt;buttons&lt;/page-header&gt;: the heading of a page and what can be done there; on paper the heading alone.</summary>
[HtmlTargetElement("page-header")]
public sealed class PageHeaderTag : CrmTag
{
    /// <summary>Whether the page has said its heading. A fragment opened by its own address has none, and gets its title.</summary>
    public static bool WasShown(HttpContext context) => context.Items.ContainsKey(typeof(PageHeaderTag));

    /// <summary>The heading.</summary>
    public string Title { get; set; } = "";

    /// <summary>A line above it: the kind of thing, its number.</summary>
    public string? Pretitle { get; set => field = value is "" ? null : value; }

    /// <inheritdoc />
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var children = await output.GetChildContentAsync();
        View.HttpContext.Items[typeof(PageHeaderTag)] = true;
        var row = El("div", "row g-2 align-items-center",
            El("div", "col-12 col-sm", Pretitle is null ? null : El("div", "page-pretitle", Pretitle), El("h1", "page-title", Title)));
        if (!children.IsEmptyOrWhiteSpace) row.Add(El("div", "col-auto ms-sm-auto d-print-none", El("div", "btn-list", children)));
        output.Becomes(El("div", "page-header mt-0 mb-3", row));
    }
}

/// <summary>&lt;status value="@ticket.Status" color="green" /&gt;: an enum value as a badge in the reader's language.</summary>
[HtmlTargetElement("status")]
public sealed class StatusTag(Texts texts) : TagHelper
{
    /// <summary>The value; nothing is shown without one.</summary>
    public Enum? Value { get; set; }

    /// <summary>A Tabler colour.</summary>
    public string Color { get; set; } = "secondary";

    /// <inheritdoc />
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        if (Value is null) output.SuppressOutput();
        else output.Becomes(El("span", $"badge bg-{Color}-lt", texts[Value]));
    }
}

/// <summary>&lt;badge text="@t" color="blue" /&gt;</summary>
[HtmlTargetElement("badge")]
public sealed class BadgeTag : TagHelper
{
    /// <summary>What it says; nothing is shown without it.</summary>
    public string? Text { get; set => field = value is "" ? null : value; }

    /// <summary>A Tabler colour.</summary>
    public string Color { get; set; } = "secondary";

    /// <inheritdoc />
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        if (string.IsNullOrEmpty(Text)) output.SuppressOutput();
        else output.Becomes(El("span", $"badge bg-{Color}-lt", Text));
    }
}

/// <summary>&lt;empty icon="ticket" title="key" text="key" action="key" action-url="/tickets/new" /&gt;: an empty list says what to do next.</summary>
[HtmlTargetElement("empty")]
public sealed class EmptyTag(Texts texts) : CrmTag
{
    /// <summary>Icon name.</summary>
    public string Icon { get; set; } = "mood-empty";

    /// <summary>Resource key.</summary>
    public string? Title { get; set => field = value is "" ? null : value; }

    /// <summary>Resource key.</summary>
    public string? Text { get; set => field = value is "" ? null : value; }

    /// <summary>Resource key of the button.</summary>
    public string? Action { get; set => field = value is "" ? null : value; }

    /// <summary>Where the button leads; without it there is no button.</summary>
    public string? ActionUrl { get; set => field = value is "" ? null : value; }

    /// <inheritdoc />
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var children = await output.GetChildContentAsync();
        var box = El("div", "empty", El("div", "empty-icon", Html.Icon(View.HttpContext, Icon)));
        if (Title is not null) box.Add(El("p", "empty-title", texts[Title]));
        if (Text is not null) box.Add(El("p", "empty-subtitle text-secondary", texts[Text]));
        if (Action is not null && ActionUrl is not null) box.Add(El("div", "empty-action", El("a", "btn btn-primary", texts[Action]).With("href", ActionUrl)));
        if (!children.IsEmptyOrWhiteSpace) box.Add(El("div", "empty-action", children));
        output.Becomes(box);
    }
}

/// <summary>&lt;when at="@instant" /&gt;: "5 min ago", with date and time as its title.</summary>
[HtmlTargetElement("when")]
public sealed class WhenTag(Show show) : TagHelper
{
    /// <summary>The instant; nothing is shown without one.</summary>
    public DateTimeOffset? At { get; set; }

    /// <inheritdoc />
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        if (At is not { } at) { output.SuppressOutput(); return; }
        output.Becomes(El("time", "text-nowrap", show.Ago(at)).With("datetime", at.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)).With("title", show.DateTime(at)));
    }
}

/// <summary>&lt;avatar name="@name" initials="@i" size="sm" /&gt;: a disc with initials; the name stands beside it in text, so it is not read aloud.</summary>
[HtmlTargetElement("avatar")]
public sealed class AvatarTag : TagHelper
{
    /// <summary>The person.</summary>
    public string? Name { get; set => field = value is "" ? null : value; }

    /// <summary>Chosen initials; else they are taken from the name.</summary>
    public string? Initials { get; set => field = value is "" ? null : value; }

    /// <summary>xs, sm, md, lg or xl.</summary>
    public string Size { get; set; } = "sm";

    /// <inheritdoc />
    public override void Process(TagHelperContext context, TagHelperOutput output) =>
        output.Becomes(El("span", $"avatar avatar-{Size} rounded-circle", string.IsNullOrWhiteSpace(Initials) ? Of(Name) : Initials).With("title", Name).With("aria-hidden", "true"));

    /// <summary>First letters of the first and the last word; of a Chinese name, which has no space, the family name.</summary>
    internal static string Of(string? name)
    {
        var words = (name ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (words.Length == 0) return "?";
        var first = StringInfo.GetNextTextElement(words[0]);
        return (words.Length == 1 ? first : first + StringInfo.GetNextTextElement(words[^1])).ToUpperInvariant();
    }
}

/// <summary>&lt;mail-frame html="@html" text="@text" title="@subject" /&gt;: a mail as its reader sees it, shut in where nothing of it can act, and its text.</summary>
[HtmlTargetElement("mail-frame", TagStructure = TagStructure.WithoutEndTag)]
public sealed class MailFrameTag(Texts texts) : CrmTag
{
    /// <summary>The HTML; null: the mail is text alone.</summary>
    public string? Html { get; set => field = value is "" ? null : value; }

    /// <summary>The text beside it.</summary>
    public string? Text { get; set; }

    /// <summary>Names the frame, for those who hear the page.</summary>
    public string Title { get; set; } = "";

    /// <inheritdoc />
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var text = El("pre", "mb-0 text-wrap", Text);
        if (Html is null)
        {
            output.Becomes(text);
            return;
        }
        // A frame without an address obeys the page's policy, which knows no style but its own.
        var headers = View.HttpContext.Response.Headers;
        var policy = headers.ContentSecurityPolicy.ToString();
        if (!policy.Contains(Mail.MailHtml.Styles, StringComparison.Ordinal)) headers.ContentSecurityPolicy = policy.Replace("style-src 'self'", $"style-src 'self' {Mail.MailHtml.Styles}", StringComparison.Ordinal);
        output.Becomes(new HtmlContentBuilder()
            .AppendHtml(El("iframe", "mail-frame").With("sandbox", "").With("title", Title).With("srcdoc", Html))
            .AppendHtml(El("details", null, El("summary", "text-secondary small", texts["mail.asText"]), text)));
    }
}

/// <summary>&lt;pager next="@Model.Rows.NextCursor" /&gt;: on through a keyset list; filters stay in the address.</summary>
[HtmlTargetElement("pager")]
public sealed class PagerTag(Texts texts) : CrmTag
{
    /// <summary>Cursor of the rows that follow; null on the last page.</summary>
    public string? Next { get; set => field = value is "" ? null : value; }

    /// <inheritdoc />
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var later = View.HttpContext.Request.Query.ContainsKey("after");
        if (Next is null && !later) { output.SuppressOutput(); return; }
        var bar = El("nav", "card-footer d-flex align-items-center gap-2").With("aria-label", texts["pager.label"]);
        if (later) bar.Add(El("a", "btn", Icon(View.HttpContext, "chevrons-left"), texts["pager.first"]).With("href", Address(null)));
        if (Next is not null) bar.Add(El("a", "btn ms-auto", texts["pager.next"], Icon(View.HttpContext, "chevron-right", "ms-1 me-0")).With("href", Address(Next)).With("rel", "next"));
        output.Becomes(bar);
    }

    string Address(string? after)
    {
        var request = View.HttpContext.Request;
        var kept = request.Query.Where(q => q.Key != "after").SelectMany(q => q.Value, (q, v) => KeyValuePair.Create(q.Key, v));
        if (after is not null) kept = kept.Append(KeyValuePair.Create("after", (string?)after));
        return request.PathBase + request.Path + Microsoft.AspNetCore.Http.QueryString.Create(kept);
    }
}

/// <summary>&lt;stat label="key" value="@text" url="/tickets?view=mine" hint="key" color="green" note="@text" /&gt;: a number that opens its records and says how it is counted.</summary>
[HtmlTargetElement("stat")]
public sealed class StatTag(Texts texts) : CrmTag
{
    /// <summary>Resource key.</summary>
    public string Label { get; set; } = "";

    /// <summary>The number, as the reader expects it.</summary>
    public string? Value { get; set => field = value is "" ? null : value; }

    /// <summary>The records behind it.</summary>
    public string? Url { get; set => field = value is "" ? null : value; }

    /// <summary>Resource key of the definition.</summary>
    public string? Hint { get; set => field = value is "" ? null : value; }

    /// <summary>A Tabler colour for the number.</summary>
    public string? Color { get; set => field = value is "" ? null : value; }

    /// <summary>Small text below: the change, n, what was left out.</summary>
    public string? Note { get; set => field = value is "" ? null : value; }

    /// <inheritdoc />
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var number = Url is null ? El("span", null, Value) : El("a", "stretched-link text-reset", Value).With("href", Url).With("aria-label", $"{texts[Label]}: {Value}");
        var head = El("div", "d-flex align-items-center text-secondary", El("span", "subheader", texts[Label]));
        if (Hint is not null) head.Add(HintOf(texts[Hint], texts));
        var body = El("div", "card-body", head, El("div", "stat-value " + (Color is null ? "" : $"text-{Color}-emphasis"), number));
        if (!string.IsNullOrEmpty(Note)) body.Add(El("div", "text-secondary small", Note));
        output.Becomes(El("div", "card card-sm h-100 stat" + (Url is null ? "" : " card-link"), body));
    }

    /// <summary>A "?" that tells a definition on hover and focus; it lies above a card that is all link.</summary>
    internal static IHtmlContent HintOf(string definition, Texts texts) =>
        El("button", "form-help btn-hint ms-2", "?").With("type", "button").With("data-bs-toggle", "tooltip").With("data-bs-placement", "bottom")
            .With("title", definition).With("aria-label", texts["definition", definition]);
}
