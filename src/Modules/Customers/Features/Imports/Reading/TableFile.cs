using Crm.Platform.UseCases;

namespace Crm.Customers.Features.Imports.Reading;

/// <summary>A file as rows of text: the first row that is not empty holds the headings.</summary>
internal sealed record TableFile(string Format, IReadOnlyList<string> Headers, IReadOnlyList<string[]> Rows)
{
    public const int MaxBytes = 30 * 1024 * 1024;
    public const int MaxRows = 200_000;
    public const int MaxColumns = 100;
    const int MaxCell = 4000;

    /// <summary>Reads CSV (any separator, any of the usual encodings) or XLSX. What the content says counts, not the name.</summary>
    public static TableFile Read(Stream stream, string name)
    {
        using var memory = new MemoryStream();
        var buffer = new byte[81920];
        for (int n; (n = stream.Read(buffer)) > 0;)
        {
            if (memory.Length + n > MaxBytes) throw Bad("large", MaxBytes / 1024 / 1024);
            memory.Write(buffer, 0, n);
        }
        var bytes = memory.GetBuffer().AsSpan(0, (int)memory.Length);
        if (bytes.Length == 0) throw Bad("empty");
        if (bytes.StartsWith("PK\x03\x04"u8)) return XlsxTable.Read(memory);
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0])) throw Bad("xls");
        if (Path.GetExtension(name).Equals(".xlsx", StringComparison.OrdinalIgnoreCase)) throw Bad("xlsx");
        var (text, encoding) = TextEncoding.Read(bytes);
        return CsvTable.Read(text, encoding);
    }

    /// <summary>Puts a table together: cuts empty rows and columns without heading or content, names headings that are missing.</summary>
    internal static TableFile Of(string format, IEnumerable<IReadOnlyList<string>> lines)
    {
        List<string>? headers = null;
        var rows = new List<string[]>();
        foreach (var line in lines)
        {
            if (line.All(string.IsNullOrWhiteSpace)) continue;
            if (headers is null)
            {
                headers = [.. line.Select(Cell)];
                while (headers.Count > 1 && headers[^1].Length == 0) headers.RemoveAt(headers.Count - 1);
                if (headers.Count > MaxColumns) throw Bad("columns", MaxColumns);
                continue;
            }
            if (rows.Count == MaxRows) throw Bad("rows", MaxRows);
            var row = new string[headers.Count];
            for (var i = 0; i < row.Length; i++) row[i] = i < line.Count ? Cell(line[i]) : "";
            rows.Add(row);
        }
        if (headers is null) throw Bad("empty");
        if (rows.Count == 0) throw Bad("noRows");
        return new TableFile(format, headers, rows);
    }

    /// <summary>Trimmed; the apostrophe with which spreadsheets and our own exports disarm a formula is taken off again.</summary>
    static string Cell(string text)
    {
        text = text.Trim(' ', '\u3000', '\u00A0', '\uFEFF', '\r', '\n');
        if (text.Length > 1 && text[0] == '\'' && text[1] is '=' or '+' or '-' or '@' or '\t' or '\r') text = text[1..];
        if (text.Contains('\0', StringComparison.Ordinal)) text = text.Replace("\0", "", StringComparison.Ordinal);
        return text.Length <= MaxCell ? text : text[..MaxCell];
    }

    internal static RuleException Bad(string what, params object[] args) => new("customers.import.bad." + what, "File", args);
}
