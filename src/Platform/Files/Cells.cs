namespace Crm.Platform.Files;

/// <summary>Text on its way into a spreadsheet, and back.</summary>
public static class Cells
{
    /// <summary>
    /// A cell that a spreadsheet would take for a formula gets an apostrophe in front. One that looks disarmed already gets
    /// one too, so that <see cref="Armed"/> gives back exactly what was there.
    /// </summary>
    public static string Harmless(string? text) => string.IsNullOrEmpty(text) ? "" : Triggers(text.AsSpan().TrimStart('\'')) ? "'" + text : text;

    /// <summary>Takes off the apostrophe with which we, or a spreadsheet, disarmed a formula.</summary>
    public static string Armed(string text) => text.Length > 1 && text[0] == '\'' && Triggers(text.AsSpan().TrimStart('\'')) ? text[1..] : text;

    /// <summary>Spreadsheets calculate what begins so, also in full width.</summary>
    static bool Triggers(ReadOnlySpan<char> text) => text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '＝' or '＋' or '－' or '＠' or '﹢' or '﹣' or '﹦' or '﹫' or '−';

    /// <summary>A line of a CSV file.</summary>
    public static string Line(IEnumerable<string?> cells) => string.Join(',', cells.Select(Cell)) + "\r\n";

    /// <summary>One text of such a line.</summary>
    public static string Cell(string? text) => Quoted(Harmless(text));

    static string Quoted(string text) => text.AsSpan().IndexOfAny("\",\r\n;") >= 0 ? '"' + text.Replace("\"", "\"\"", StringComparison.Ordinal) + '"' : text;
}
