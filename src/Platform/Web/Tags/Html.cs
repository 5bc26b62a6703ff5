using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Platform.Web.Tags;

/// <summary>Small pieces of markup that the tag helpers share. Everything that is text gets encoded.</summary>
public static class Html
{
    /// <summary>An element with one class attribute and content.</summary>
    public static TagBuilder El(string name, string? css = null, params object?[] content)
    {
        var tag = new TagBuilder(name);
        if (!string.IsNullOrEmpty(css)) tag.Attributes["class"] = css;
        foreach (var item in content) tag.Add(item);
        return tag;
    }

    /// <summary>Appends text or markup.</summary>
    public static TagBuilder Add(this TagBuilder tag, object? content)
    {
        if (content is IHtmlContent html) tag.InnerHtml.AppendHtml(html);
        else if (content is not null) tag.InnerHtml.Append(content.ToString()!);
        return tag;
    }

    /// <summary>Sets an attribute; null leaves it out, "" writes it without a value.</summary>
    public static TagBuilder With(this TagBuilder tag, string name, object? value)
    {
        if (value is not null) tag.Attributes[name] = value.ToString();
        return tag;
    }

    /// <summary>An input, which has no end tag.</summary>
    public static TagBuilder Input(string type, string? name, string? value)
    {
        var tag = new TagBuilder("input") { TagRenderMode = TagRenderMode.SelfClosing };
        return tag.With("type", type).With("name", name).With("value", value);
    }

    /// <summary>An icon of the sprite; decoration, so hidden from reading aloud.</summary>
    public static IHtmlContent Icon(HttpContext context, string name, string? css = null) => Icons.GetOrAdd((context.Asset("icons.svg"), name, css), Drawn);

    // A page shows fifty, of a few hundred that there are: names and classes stand in code.
    static readonly ConcurrentDictionary<(string Sprite, string Name, string? Css), IHtmlContent> Icons = new();

    static HtmlString Drawn((string Sprite, string Name, string? Css) icon)
    {
        using var markup = new StringWriter(CultureInfo.InvariantCulture);
        El("svg", ("icon " + icon.Css).TrimEnd(), El("use").With("href", icon.Sprite + "#" + icon.Name))
            .With("width", 24).With("height", 24).With("aria-hidden", "true").With("focusable", "false").WriteTo(markup, HtmlEncoder.Default);
        return new(markup.ToString());
    }

    /// <summary>The address of a file of wwwroot, with its fingerprint where the host knows it, so that browsers keep it for a year.</summary>
    public static string Asset(this HttpContext context, string path) =>
        "/" + (context.GetEndpoint()?.Metadata.GetMetadata<ResourceAssetCollection>()?[path] ?? path);

    /// <summary>The hidden field without which no POST is taken.</summary>
    public static IHtmlContent Token(HttpContext context)
    {
        var tokens = context.RequestServices.GetRequiredService<IAntiforgery>().GetAndStoreTokens(context);
        return Input("hidden", tokens.FormFieldName, tokens.RequestToken);
    }

    /// <summary>Makes the tag vanish and puts this in its place.</summary>
    public static void Becomes(this TagHelperOutput output, IHtmlContent content)
    {
        output.TagName = null;
        output.Content.SetHtmlContent(content);
    }
}

/// <summary>Content that is made when the page is written out, after everything around it has been rendered.</summary>
internal sealed class LateContent(Func<IHtmlContent> make) : IHtmlContent
{
    public void WriteTo(TextWriter writer, HtmlEncoder encoder) => make().WriteTo(writer, encoder);
}
