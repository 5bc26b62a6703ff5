using System.Text;
using System.Text.RegularExpressions;
using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Microsoft.AspNetCore.Html;

namespace Crm.Platform.Web;

/// <summary>Text that people write in Markdown, shown as HTML: no HTML of the writer's own gets through, no link but those to web, mail, phone and local pages, and no picture from elsewhere.</summary>
public static partial class Markdown
{
    static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().DisableHtml().UseAutoLinks().UsePipeTables().UseSoftlineBreakAsHardlineBreak().UsePreciseSourceLocation().Build();
    static readonly string[] Schemes = ["http", "https", "mailto", "tel"];

    /// <summary>The HTML of a text.</summary>
    public static IHtmlContent Html(string? text) => new HtmlString(ToHtml(text));

    /// <summary>The HTML of a text, for mails.</summary>
    public static string ToHtml(string? text)
    {
        var document = Markdig.Markdown.Parse(text ?? "", Pipeline);
        foreach (var inline in document.Descendants<Inline>().ToList())
        {
            if (inline is LinkInline link)
            {
                link.GetDynamicUrl = null;
                // A picture from elsewhere would tell its sender who read when.
                if (!IsSafe(link.Url) || (link.IsImage && !IsLocal(link.Url))) link.Url = "";
            }
            else if (inline is AutolinkInline { IsEmail: false } address && !IsSafe(address.Url)) address.ReplaceBy(new LiteralInline(address.Url));
        }
        return document.ToHtml(Pipeline);
    }

    /// <summary>Words that are filled into such a text, so that they are shown as they are: in one line, and no markup.</summary>
    public static string Escape(string? words) => Markup().Replace(Space().Replace(words ?? "", " ").Trim(), @"\$0");

    /// <summary>A text as it is written where nobody renders it, as in plain mails: without the marks that only keep signs from being markup.</summary>
    public static string Unescape(string text)
    {
        if (!text.Contains('\\')) return text;
        var plain = new StringBuilder(text);
        foreach (var sign in Markdig.Markdown.Parse(text, Pipeline).Descendants<LiteralInline>().Where(l => l.IsFirstCharacterEscaped).OrderByDescending(l => l.Span.Start)) plain.Remove(sign.Span.Start, 1);
        return plain.ToString();
    }

    // What marks up anywhere; what does so at the beginning of a line; what makes an entity or an address of the rest.
    [GeneratedRegex(@"[\\`*_\[\]<>|]|^[#+=~-]|(?<=^\d+)[.)]|&(?=#?\w+;)|(?<=(?:https?|ftp|mailto|tel)):|(?<=www)\.", RegexOptions.IgnoreCase)]
    private static partial Regex Markup();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();

    static bool IsLocal(string? url) => url is { Length: > 0 } && url[0] is '/' or '#' && !url.StartsWith("//", StringComparison.Ordinal) && !url.StartsWith("/\\", StringComparison.Ordinal);

    static bool IsSafe(string? url) => IsLocal(url) || (Uri.TryCreate(url, UriKind.Absolute, out var uri) && Schemes.Contains(uri.Scheme));
}
