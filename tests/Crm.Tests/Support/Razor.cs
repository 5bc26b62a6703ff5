using System.Text;
using System.Text.RegularExpressions;

namespace Crm.Tests.Support;

/// <summary>
/// Reads a .cshtml file just well enough to tell what is text for people: not code, not an expression, not a tag.
/// </summary>
public sealed partial class Razor
{
    static readonly HashSet<string> Void = ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];
    static readonly HashSet<string> Statements = ["if", "foreach", "for", "while", "switch", "try", "lock", "do"];
    static readonly HashSet<string> Directives = ["page", "model", "inject", "namespace", "addTagHelper", "removeTagHelper", "tagHelperPrefix", "layout", "inherits", "attribute", "implements"];
    /// <summary>What is typed or is code is the same in every language.</summary>
    static readonly HashSet<string> Untranslated = ["kbd", "code", "script", "style"];

    readonly string source;
    readonly List<string> texts = [];
    readonly List<Tag> tags = [];
    int at;

    Razor(string source) => this.source = source;

    /// <summary>A start tag: its name, and its attributes with Razor expressions left out of the values.</summary>
    public sealed record Tag(string Name, IReadOnlyList<(string Name, string Literal)> Attributes);

    /// <summary>Pieces of text that stand in the page as written.</summary>
    public static IReadOnlyList<string> TextsOf(string source) => Read(source).texts;

    /// <summary>All start tags.</summary>
    public static IReadOnlyList<Tag> TagsOf(string source) => Read(source).tags;

    static Razor Read(string source)
    {
        var razor = new Razor(source);
        razor.Markup(null);
        return razor;
    }

    bool Ends => at >= source.Length;

    bool Sees(string text) => string.CompareOrdinal(source, at, text, 0, text.Length) == 0;

    /// <summary>Markup up to the end tag of <paramref name="element"/>, or to the end of the file.</summary>
    void Markup(string? element)
    {
        var text = new StringBuilder();
        while (!Ends)
        {
            if (element is not null && Sees("</" + element) && at + 2 + element.Length < source.Length && !char.IsLetterOrDigit(source[at + 2 + element.Length]) && source[at + 2 + element.Length] != '-')
            {
                SkipTo(">");
                break;
            }
            if (Sees("@*")) SkipTo("*@");
            else if (Sees("<!--")) SkipTo("-->");
            else if (Sees("<!DOCTYPE")) SkipTo(">");
            else if (Sees("<!")) { Keep(text, element); at++; Element(); } // a tag that tag helpers shall leave alone
            else if (Sees("</!")) SkipTo(">");
            else if (Sees("@@")) at += 2;
            else if (source[at] == '@') Transition();
            else if (Sees("</")) SkipTo(">");
            else if (source[at] == '<' && at + 1 < source.Length && char.IsLetter(source[at + 1]))
            {
                Keep(text, element);
                Element();
            }
            else text.Append(source[at++]);
        }
        Keep(text, element);
    }

    void Keep(StringBuilder text, string? element)
    {
        var plain = Entity().Replace(text.ToString(), " ").Trim();
        if (plain.Length > 0 && (element is null || !Untranslated.Contains(element))) texts.Add(plain);
        text.Clear();
    }

    void Element()
    {
        var optedOut = source[at] == '!';
        at++;
        var start = at;
        while (!Ends && (char.IsLetterOrDigit(source[at]) || source[at] is '-' or ':')) at++;
        var name = source[start..at];
        var attributes = new List<(string, string)>();
        while (!Ends && source[at] != '>' && !Sees("/>"))
        {
            if (source[at] == '@' && !Sees("@@")) { if (Sees("@*")) SkipTo("*@"); else Transition(); continue; }
            if (char.IsWhiteSpace(source[at])) { at++; continue; }
            start = at;
            while (!Ends && !char.IsWhiteSpace(source[at]) && source[at] is not ('=' or '>' or '/')) at++;
            if (at == start) { at++; continue; }
            var attribute = source[start..at];
            if (Ends || source[at] != '=') continue;
            at++;
            attributes.Add((attribute, Value()));
        }
        tags.Add(new Tag(name, attributes));
        if (Sees("/>")) { at += 2; return; }
        at++;
        if (!Void.Contains(name)) Markup(optedOut ? "!" + name : name);
    }

    string Value()
    {
        var literal = new StringBuilder();
        var quote = source[at] is '"' or '\'' ? source[at++] : ' ';
        while (!Ends && (quote == ' ' ? !char.IsWhiteSpace(source[at]) && source[at] != '>' : source[at] != quote))
        {
            if (source[at] == '@' && !Sees("@@")) Transition();
            else literal.Append(source[at++]);
        }
        if (quote != ' ') at++;
        return literal.ToString();
    }

    /// <summary>After "@": a block, an expression, a statement or a directive.</summary>
    void Transition()
    {
        at++;
        if (Ends) return;
        if (source[at] == '{') { Code(); return; }
        if (source[at] == '(') { Balanced(); return; }
        if (source[at] == ':') { at++; return; }
        var start = at;
        while (!Ends && (char.IsLetterOrDigit(source[at]) || source[at] == '_')) at++;
        var word = source[start..at];
        if (word == "using" && !Sees(" (") && !Sees("(") || Directives.Contains(word)) { SkipLine(); return; }
        if (word is "functions" or "section") { while (!Ends && source[at] != '{') at++; Code(); return; }
        if (Statements.Contains(word) || word == "using") { Statement(); return; }
        if (word is "await" or "new") { while (!Ends && source[at] == ' ') at++; while (!Ends && (char.IsLetterOrDigit(source[at]) || source[at] is '_' or '.')) at++; }
        Rest();
    }

    /// <summary>What follows a name in an implicit expression.</summary>
    void Rest()
    {
        while (!Ends)
        {
            if (source[at] is '(' or '[') Balanced();
            else if (source[at] == '!' && at + 1 < source.Length && source[at + 1] is '.' or '[') at++;
            else if (source[at] is '.' or '?' && at + 1 < source.Length && (char.IsLetter(source[at + 1]) || source[at + 1] is '.' or '['))
            {
                at++;
                if (source[at] == '.') at++;
                while (!Ends && (char.IsLetterOrDigit(source[at]) || source[at] == '_')) at++;
            }
            else return;
        }
    }

    void Statement()
    {
        while (!Ends && source[at] != '{') { if (source[at] == '(') Balanced(); else at++; }
        Code();
        var mark = at;
        while (!Ends && char.IsWhiteSpace(source[at])) at++;
        if (Sees("else") || Sees("catch") || Sees("finally")) Statement();
        else at = mark;
    }

    /// <summary>A block in braces: code, with markup where a statement could begin.</summary>
    void Code()
    {
        at++;
        var before = '{';
        while (!Ends)
        {
            var c = source[at];
            if (c == '}') { at++; return; }
            if (Sees("@*")) { SkipTo("*@"); continue; }
            if (Sees("//")) { SkipLine(); continue; }
            if (Sees("@:")) { at += 2; var start = at; SkipLine(); texts.AddRange(TextsOf(source[start..at])); before = ';'; continue; }
            if (c == '{') { Code(); before = '}'; continue; }
            if (c is '(' or '[') { Balanced(); before = ')'; continue; }
            if (c is '"' or '\'') { Quoted(); before = '"'; continue; }
            if (c == '<' && before is '{' or '}' or ';' or ':' && c == '<' && at + 1 < source.Length && char.IsLetter(source[at + 1])) { Element(); before = '}'; continue; }
            if (c == '@' && at + 1 < source.Length && (char.IsLetter(source[at + 1]) || source[at + 1] == '(')) { Transition(); before = '}'; continue; }
            if (!char.IsWhiteSpace(c)) before = c;
            at++;
        }
    }

    void Balanced()
    {
        var depth = 0;
        while (!Ends)
        {
            var c = source[at];
            if (c is '"' or '\'') { Quoted(); continue; }
            at++;
            if (c is '(' or '[' or '{') depth++;
            else if (c is ')' or ']' or '}' && --depth == 0) return;
        }
    }

    void Quoted()
    {
        var quote = source[at++];
        var verbatim = at >= 2 && source[at - 2] == '@';
        while (!Ends && source[at] != quote) at += source[at] == '\\' && !verbatim ? 2 : 1;
        at++;
    }

    void SkipTo(string end)
    {
        var found = source.IndexOf(end, at, StringComparison.Ordinal);
        at = found < 0 ? source.Length : found + end.Length;
    }

    void SkipLine() => SkipTo("\n");

    [GeneratedRegex("&[a-zA-Z#0-9]+;")]
    private static partial Regex Entity();
}
