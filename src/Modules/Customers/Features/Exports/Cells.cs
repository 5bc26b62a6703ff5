namespace Crm.Customers.Features.Exports;

/// <summary>Text on its way into a spreadsheet.</summary>
internal static class Cells
{
    /// <summary>A cell that a spreadsheet would take for a formula gets an apostrophe in front. Our own import takes it off again.</summary>
    public static string Harmless(string? text) => string.IsNullOrEmpty(text) ? "" : text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '＝' or '＋' or '－' or '＠' ? "'" + text : text;

    /// <summary>A line of a CSV file.</summary>
    public static string Line(IEnumerable<string?> cells) => string.Join(',', cells.Select(c => Quoted(Harmless(c)))) + "\r\n";

    static string Quoted(string text) => text.AsSpan().IndexOfAny("\",\r\n;") >= 0 ? '"' + text.Replace("\"", "\"\"", StringComparison.Ordinal) + '"' : text;
}
