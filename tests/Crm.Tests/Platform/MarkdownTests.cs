using AngleSharp.Html.Parser;
using Crm.Platform.Web;

namespace Crm.Tests.Platform;

/// <summary>What is filled into a text in Markdown is words, wherever it stands.</summary>
public sealed class MarkdownTests
{
    [Theory]
    [InlineData("Möller & Söhne (GmbH), A.B. #2 C++ 50% - x!")]
    [InlineData("[win](https://evil.example)"), InlineData("![x](/y)"), InlineData("[x]: /y"), InlineData("<https://evil.example>"), InlineData("<b>x</b>")]
    [InlineData("*x* **y** _z_ `c`"), InlineData(@"back\slash \*"), InlineData("&amp; &#42;"), InlineData("a | b")]
    [InlineData("https://evil.example"), InlineData("HTTP://evil.example"), InlineData("www.evil.example"), InlineData("mailto:x@y.z"), InlineData("tel:123")]
    [InlineData("# x"), InlineData("- x"), InlineData("+ x"), InlineData("1. x"), InlineData("12) x"), InlineData("> x"), InlineData("---"), InlineData("==="), InlineData("~~~"), InlineData("* * *"), InlineData("__ __ __")]
    [InlineData("王芳_（*华东*）"), InlineData("a\n\n# b\n    c")]
    public void Words_stay_words(string words)
    {
        var line = string.Join(' ', words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        foreach (var (before, after) in new[] { ("", ""), ("Dear ", ","), ("尊敬的", "，您好"), ("**Dear** ", "\nWe write"), ("Dear\n", "\n===") })
        {
            var text = before + Markdown.Escape(words) + after;
            var body = new HtmlParser().ParseDocument(Markdown.ToHtml(text)).Body!;
            Assert.Contains(line, body.TextContent, StringComparison.Ordinal);
            Assert.Empty(body.QuerySelectorAll("a, img, em, code, li, hr, table, blockquote, pre"));
            Assert.Equal(before + line + after, Markdown.Unescape(text));
        }
    }

    [Theory]
    [InlineData("`a\\*b` and C:\\Users\\me"), InlineData("    \\*code\\*"), InlineData("**bold** [x](https://y.example/a_b)")]
    public void What_is_no_escape_stays(string text) => Assert.Equal(text, Markdown.Unescape(text));
}
