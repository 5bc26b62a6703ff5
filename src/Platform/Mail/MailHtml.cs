using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Html;

namespace Crm.Platform.Mail;

/// <summary>
/// The HTML beside the text of a mail, in one look for all. Styles stand in the elements, since mail programs drop sheets;
/// nothing is fetched from anywhere; text and ground keep the reader's own colours, so that dark mails stay dark.
/// </summary>
public static class MailHtml
{
    const string Body = "margin:0;padding:0";
    const string Sheet = "max-width:560px;margin:0 auto;padding:24px 16px;font:16px/1.6 system-ui,-apple-system,Segoe UI,PingFang SC,Microsoft YaHei,sans-serif;overflow-wrap:anywhere";
    const string Lead = "display:inline-block;padding:12px 28px;border-radius:6px;background:#0054a6;color:#ffffff;font-weight:600;text-decoration:none";
    const string Aside = "font-size:13px;opacity:.85";
    const string Foot = "margin-top:32px;padding-top:12px;border-top:1px solid #8a97ab;font-size:13px";
    const string Scale = "width:100%;table-layout:fixed;border-collapse:separate;border-spacing:2px 0";
    const string Step = "display:block;padding:8px 0;border:1px solid #8a97ab;border-radius:6px;text-align:center;text-decoration:none;color:inherit";
    const string Ends = "width:100%;font-size:13px;opacity:.85";

    static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>What a page's policy has to name before it may show a mail: each style by its hash, and no other.</summary>
    internal static readonly string Styles = "'unsafe-hashes' " + string.Join(' ', new[] { Body, Sheet, Lead, Aside, Foot, Scale, Step, Ends }.Select(s => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(s)))}'"));

    /// <summary>Markup with what is put into it encoded, unless it is markup itself.</summary>
    public static IHtmlContent Of(FormattableString markup) => new HtmlFormattableString(markup.Format, markup.GetArguments()!);

    /// <summary>The whole mail.</summary>
    /// <param name="foot">Why one gets it, and how to get no more.</param>
    public static string Page(string language, string title, IHtmlContent body, IHtmlContent? foot = null)
    {
        var end = foot is null ? HtmlString.Empty : Of($"""<div style="{Foot}">{foot}</div>""");
        var page = Of($"""
            <!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>{title}</title></head>
            <body style="{Body}"><div style="{Sheet}">{body}{end}</div></body></html>
            """);
        using var written = new StringWriter();
        page.WriteTo(written, Encoder);
        return written.ToString();
    }

    /// <summary>Paragraphs of a plain text: its empty lines part them, its line breaks stay.</summary>
    public static IHtmlContent Text(string text)
    {
        var all = new HtmlContentBuilder();
        foreach (var paragraph in ParagraphsOf(text)) all.AppendHtml(Paragraph(paragraph));
        return all;
    }

    /// <summary>What empty lines part.</summary>
    public static IEnumerable<string> ParagraphsOf(string text) =>
        text.ReplaceLineEndings("\n").Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>One of them; an address that is named becomes a link.</summary>
    public static IHtmlContent Paragraph(string text, string? address = null)
    {
        var words = new HtmlContentBuilder();
        foreach (var line in text.Split('\n'))
        {
            if (words.Count > 0) words.AppendHtml("<br>");
            var parts = address is null ? [line] : line.Split(address);
            for (var i = 0; i < parts.Length; i++)
            {
                if (i > 0) words.AppendHtml(Link(address!, address!));
                words.Append(parts[i]);
            }
        }
        return Of($"<p>{words}</p>");
    }

    public static IHtmlContent Link(string url, string text) => Of($"""<a href="{url}">{text}</a>""");

    /// <summary>The one thing the mail asks its reader to do.</summary>
    public static IHtmlContent Button(string url, string text) => Of($"""<p><a href="{url}" style="{Lead}">{text}</a></p>""");

    /// <summary>What need not be read.</summary>
    public static IHtmlContent Small(IHtmlContent words) => Of($"""<p style="{Aside}">{words}</p>""");

    public static IHtmlContent List(IEnumerable<IHtmlContent> entries)
    {
        var all = new HtmlContentBuilder();
        foreach (var entry in entries) all.AppendHtml(Of($"<li>{entry}</li>"));
        return Of($"<ul>{all}</ul>");
    }

    /// <summary>The steps of a scale in a row, each a link; below them what its ends mean.</summary>
    public static IHtmlContent Steps(int from, int to, Func<int, string> url, string low, string high)
    {
        var steps = new HtmlContentBuilder();
        for (var step = from; step <= to; step++) steps.AppendHtml(Of($"""<td><a href="{url(step)}" style="{Step}">{step}</a></td>"""));
        return Of($"""
            <table role="presentation" style="{Scale}"><tr>{steps}</tr></table>
            <table role="presentation" style="{Ends}"><tr><td>{low}</td><td align="right">{high}</td></tr></table>
            """);
    }
}
