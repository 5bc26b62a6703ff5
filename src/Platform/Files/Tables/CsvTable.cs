using System.Text;

namespace Crm.Platform.Files.Tables;

/// <summary>Text with a separator (comma, semicolon, tab, bar), quoted or not, or in columns of spaces.</summary>
public static class CsvTable
{
    const char Spaces = ' ';
    static readonly char[] Separators = [',', ';', '\t', '|'];

    /// <summary>What a person can choose, as text.</summary>
    public static readonly IReadOnlyList<string> Names = [",", ";", "Tab", "|", "␣"];

    public static TableFile Open(Stream stream, string encoding, int mark, string? chosen, ImportLimits limits)
    {
        var separator = chosen switch { "Tab" => '\t', "␣" => Spaces, { Length: 1 } one when Names.Contains(one) => one[0], _ => Separator(Beginning(Text(stream, encoding, mark))) };
        var name = separator switch { '\t' => "Tab", Spaces => "␣", _ => separator.ToString() };
        var text = Text(stream, encoding, mark);
        return TableFile.Of($"{encoding} · {name}", separator == Spaces ? Columns(text, limits) : Records(text, separator, limits), limits);
    }

    internal static StreamReader Text(Stream stream, string encoding, int mark)
    {
        stream.Position = mark;
        return new StreamReader(stream, TextEncoding.Of(encoding), detectEncodingFromByteOrderMarks: false, bufferSize: 65536, leaveOpen: true);
    }

    static IEnumerable<(int, IReadOnlyList<string>)> Columns(StreamReader reader, ImportLimits limits)
    {
        var records = Records(reader, '\0', limits, quotes: false);
        foreach (var (line, cells) in records) yield return (line, cells[0].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>
    /// Records as RFC 4180 has them, and as half of all real files do not: a quotation mark opens a field only at its
    /// beginning, anywhere else it is text. A record has a size, so that no file can make the reader hold all of it.
    /// </summary>
    static IEnumerable<(int, IReadOnlyList<string>)> Records(StreamReader reader, char separator, ImportLimits limits, bool quotes = true)
    {
        var buffer = new char[16 * 1024];
        var fields = new List<string>();
        var field = new StringBuilder();
        var (line, size, quotedFrom) = (1, 0L, 0);
        bool quoted = false, closed = false, any = false, afterReturn = false;
        var most = limits.MaxRowKb * 1024L;
        for (int n; (n = reader.Read(buffer)) > 0;)
        {
            for (var i = 0; i < n; i++)
            {
                var c = buffer[i];
                if (afterReturn)
                {
                    afterReturn = false;
                    if (c == '\n') continue;
                }
                if (++size > most) throw quoted ? TableFile.Bad("quote", quotedFrom) : TableFile.Bad("row", line, limits.MaxRowKb);
                if (quoted)
                {
                    if (c != '"') field.Append(c);
                    else (quoted, closed) = (false, true);
                    continue;
                }
                if (quotes && c == '"' && closed)
                {
                    // Two of them within quotes are one.
                    field.Append('"');
                    (quoted, closed) = (true, false);
                    continue;
                }
                if (quotes && c == '"' && field.Length == 0)
                {
                    (quoted, any, quotedFrom) = (true, true, line);
                    continue;
                }
                if (c == separator)
                {
                    Add();
                    continue;
                }
                if (c is '\r' or '\n')
                {
                    afterReturn = c == '\r';
                    Add();
                    yield return (line, fields);
                    fields = [];
                    (size, any) = (0, false);
                    line++;
                    continue;
                }
                closed = false;
                any = true;
                field.Append(c);
            }
        }
        if (quoted) throw TableFile.Bad("quote", quotedFrom);
        if (any || fields.Count > 0)
        {
            Add();
            yield return (line, fields);
        }

        void Add()
        {
            // Spreadsheets like to write a thousand empty columns.
            if (fields.Count < limits.MaxColumns) fields.Add(field.ToString());
            else if (!string.IsNullOrWhiteSpace(field.ToString())) throw TableFile.Bad("columns", limits.MaxColumns);
            field.Clear();
            closed = false;
        }
    }

    static string Beginning(StreamReader reader)
    {
        var buffer = new char[64 * 1024];
        return new string(buffer, 0, reader.ReadBlock(buffer));
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

    /// <summary>The first records; a line break inside quotes ends none.</summary>
    static IEnumerable<string> Lines(string text, int count)
    {
        var line = new StringBuilder();
        var quoted = false;
        foreach (var c in text)
        {
            if (c == '"') quoted = !quoted;
            if (c is not ('\n' or '\r') || quoted)
            {
                line.Append(c);
                continue;
            }
            if (!string.IsNullOrWhiteSpace(line.ToString()))
            {
                yield return line.ToString();
                if (--count == 0) yield break;
            }
            line.Clear();
        }
        // The text may have been cut within its last line; a single one is better than none.
        if (!string.IsNullOrWhiteSpace(line.ToString())) yield return line.ToString();
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
