using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace Crm.Customers.Features.Imports.Reading;

/// <summary>Text with a separator (comma, semicolon, tab, bar), quoted or not, or in columns of spaces.</summary>
internal static class CsvTable
{
    const char Spaces = ' ';
    static readonly char[] Separators = [',', ';', '\t', '|'];

    public static TableFile Read(string text, string encoding)
    {
        var separator = Separator(text);
        var name = separator switch { '\t' => "Tab", Spaces => "␣", _ => separator.ToString() };
        return TableFile.Of($"{encoding} · {name}", separator == Spaces ? Columns(text) : Quoted(text, separator));
    }

    static IEnumerable<string[]> Columns(string text)
    {
        using var reader = new StringReader(text);
        while (reader.ReadLine() is { } line) yield return line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
    }

    static IEnumerable<string[]> Quoted(string text, char separator)
    {
        using var reader = new StringReader(text);
        using var parser = new CsvParser(reader, new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = separator.ToString(), HasHeaderRecord = false, IgnoreBlankLines = true, MaxFieldSize = 1_000_000,
            // Half of all real files have a stray quote somewhere; it is text then.
            BadDataFound = null,
        });
        while (true)
        {
            try { if (!parser.Read()) yield break; }
            catch (MaxFieldSizeException) { throw TableFile.Bad("quote", parser.RawRow); }
            yield return parser.Record!;
        }
    }

    /// <summary>The separator that cuts the first lines into equally many parts, and into most of them. Separators inside quotes do not count.</summary>
    static char Separator(string text)
    {
        var lines = Lines(text, 20).ToList();
        var best = (Separator: ',', Score: 0.0);
        foreach (var separator in Separators)
        {
            var counts = lines.ConvertAll(line => Count(line, separator));
            if (counts.Count == 0 || counts[0] == 0) continue;
            var score = counts[0] * (double)counts.Count(c => c == counts[0]) / counts.Count;
            if (score > best.Score) best = (separator, score);
        }
        if (best.Score > 0) return best.Separator;
        var widths = lines.ConvertAll(line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length);
        return widths.Count > 1 && widths[0] > 1 && widths.TrueForAll(w => w == widths[0]) ? Spaces : ',';
    }

    static IEnumerable<string> Lines(string text, int count)
    {
        using var reader = new StringReader(text);
        while (count > 0 && reader.ReadLine() is { } line)
        {
            if (string.IsNullOrWhiteSpace(line)) continue;
            count--;
            yield return line;
        }
    }

    static int Count(string line, char separator)
    {
        var (count, quoted) = (0, false);
        foreach (var c in line)
        {
            if (c == '"') quoted = !quoted;
            else if (c == separator && !quoted) count++;
        }
        return count;
    }
}
