using System.Globalization;
using System.Text;
using Crm.Platform.UseCases;
using Microsoft.Extensions.Configuration;

namespace Crm.Platform.Files.Tables;

/// <summary>How large a file may be. Settings Crm:Imports:MaxMb, :MaxRows, :MaxColumns, :MaxRowKb, :MaxUnpackedMb.</summary>
public sealed record ImportLimits(int MaxMb, int MaxRows, int MaxColumns, int MaxRowKb, int MaxUnpackedMb)
{
    public static readonly ImportLimits Default = new(50, 1_000_000, 200, 1024, 400);

    public static ImportLimits Of(IConfiguration configuration) => new(
        configuration.GetValue("Crm:Imports:MaxMb", Default.MaxMb), configuration.GetValue("Crm:Imports:MaxRows", Default.MaxRows),
        configuration.GetValue("Crm:Imports:MaxColumns", Default.MaxColumns), configuration.GetValue("Crm:Imports:MaxRowKb", Default.MaxRowKb),
        configuration.GetValue("Crm:Imports:MaxUnpackedMb", Default.MaxUnpackedMb));

    public long MaxBytes => MaxMb * 1024L * 1024;
}

/// <summary>What a person knows better than the reader; null: recognised by content.</summary>
public sealed record ReadChoice(string? Encoding = null, string? Separator = null);

/// <summary>Opens a text of this encoding, behind its mark, as a table, if it can.</summary>
public delegate TableFile? OpenText(Stream stream, string encoding, int mark, ImportLimits limits);

/// <summary>A row as it stands in the file. The headings are line 1, as a spreadsheet counts.</summary>
public readonly record struct TableRow(int Line, string[] Cells);

/// <summary>
/// A file as rows of text, read as they are asked for, so that its size never lies in memory: the first row that is not
/// empty holds the headings. What is wrong with it is thrown while reading, as a broken rule of the field "File".
/// </summary>
public sealed class TableFile : IDisposable
{
    /// <summary>What a cell of a spreadsheet can hold.</summary>
    const int MaxCell = 32_767;

    readonly IEnumerator<(int Line, IReadOnlyList<string> Cells)> lines;
    readonly ImportLimits limits;

    TableFile(string format, IEnumerator<(int, IReadOnlyList<string>)> lines, ImportLimits limits)
    {
        (Format, this.lines, this.limits) = (format, lines, limits);
        while (this.lines.MoveNext())
        {
            var (line, cells) = this.lines.Current;
            if (cells.All(string.IsNullOrWhiteSpace)) continue;
            var headers = cells.Select(c => Cell(c, line)).ToList();
            while (headers.Count > 1 && headers[^1].Length == 0) headers.RemoveAt(headers.Count - 1);
            if (headers.Count > limits.MaxColumns) throw Bad("columns", limits.MaxColumns);
            Headers = headers;
            return;
        }
        throw Bad("empty");
    }

    /// <summary>What was recognised: encoding and separator, or the sheet.</summary>
    public string Format { get; }

    public IReadOnlyList<string> Headers { get; } = [];

    /// <summary>
    /// Opens CSV (any usual separator and encoding) or XLSX; what the content says counts, not the name.
    /// The stream can seek, and stays open as long as the table.
    /// </summary>
    /// <param name="other">Opens a text that is written in some other way; null when it is not.</param>
    public static TableFile Open(Stream stream, string name, ReadChoice? choice = null, ImportLimits? limits = null, OpenText? other = null)
    {
        limits ??= ImportLimits.Default;
        if (stream.Length > limits.MaxBytes) throw Bad("large", limits.MaxMb);
        if (stream.Length == 0) throw Bad("empty");
        Span<byte> head = stackalloc byte[8];
        stream.Position = 0;
        head = head[..stream.ReadAtLeast(head, 8, throwOnEndOfStream: false)];
        stream.Position = 0;
        if (head.StartsWith("PK\x03\x04"u8) || head.StartsWith("PK\x05\x06"u8)) return XlsxTable.Open(stream, limits);
        if (head.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0])) throw Bad(Holds(stream, "EncryptedPackage") ? "password" : "xls");
        if (head.StartsWith("%PDF"u8) || head.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47]) || head.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B])) throw Bad("text");
        if (Path.GetExtension(name).Equals(".xlsx", StringComparison.OrdinalIgnoreCase) && head.StartsWith((ReadOnlySpan<byte>)[0, 0])) throw Bad("xlsx");
        var (encoding, mark) = TextEncoding.Detect(stream);
        if (choice?.Encoding is { Length: > 0 } known && TextEncoding.Names.Contains(known) && known != encoding) (encoding, mark) = (known, 0);
        try { return other?.Invoke(stream, encoding, mark, limits) ?? CsvTable.Open(stream, encoding, mark, choice?.Separator, limits); }
        catch (DecoderFallbackException) { throw Bad("encoding", encoding); }
    }

    /// <summary>The rows, once: reading goes on where it stands. Empty ones are left out; none at all is told.</summary>
    public IEnumerable<TableRow> Rows()
    {
        var count = 0;
        while (Next() is { } at)
        {
            var (line, cells) = at;
            var last = cells.Count - 1;
            while (last >= 0 && string.IsNullOrWhiteSpace(cells[last])) last--;
            if (last < 0) continue;
            if (last >= limits.MaxColumns) throw Bad("columns", limits.MaxColumns);
            if (++count > limits.MaxRows) throw Bad("rows", limits.MaxRows);
            // Cells beyond the headings stay: that such a row is wrong is told where rows are checked.
            var row = new string[Math.Max(Headers.Count, last + 1)];
            long size = 0;
            for (var i = 0; i < row.Length; i++) size += (row[i] = i <= last ? Cell(cells[i], line) : "").Length;
            if (size > limits.MaxRowKb * 1024L) throw Bad("row", line, limits.MaxRowKb);
            yield return new(line, row);
        }
        if (count == 0) throw Bad("noRows");
    }

    (int, IReadOnlyList<string>)? Next()
    {
        try { return lines.MoveNext() ? lines.Current : null; }
        catch (DecoderFallbackException) { throw Bad("encoding", Format.Split(' ')[0]); }
    }

    public void Dispose() => lines.Dispose();

    /// <summary>A table of lines that something else reads.</summary>
    public static TableFile Of(string format, IEnumerable<(int, IReadOnlyList<string>)> lines, ImportLimits limits) => new(format, lines.GetEnumerator(), limits);

    /// <summary>Trimmed; the apostrophe with which spreadsheets and our own exports disarm a formula is taken off again.</summary>
    static string Cell(string text, int line)
    {
        text = Cells.Armed(text.Trim(' ', '\u3000', '\u00A0', '\uFEFF', '\r', '\n'));
        if (text.Length > MaxCell) throw Bad("cell", line);
        if (text.Contains('\0', StringComparison.Ordinal)) throw Bad("nul");
        for (var i = 0; i < text.Length; i++)
            if (char.IsSurrogate(text[i]) && !(char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[++i]))) throw Bad("half", line);
        return text;
    }

    /// <summary>Whether a compound file names such a part (names are UTF-16).</summary>
    static bool Holds(Stream stream, string part)
    {
        var wanted = Encoding.Unicode.GetBytes(part);
        var buffer = new byte[81920];
        var kept = 0;
        for (int n; (n = stream.Read(buffer, kept, buffer.Length - kept)) > 0;)
        {
            var seen = buffer.AsSpan(0, kept + n);
            if (seen.IndexOf(wanted) >= 0) return true;
            kept = Math.Min(seen.Length, wanted.Length - 1);
            seen[^kept..].CopyTo(buffer);
        }
        return false;
    }

    /// <summary>What is wrong with a file.</summary>
    public static RuleException Bad(string what, params object[] args) => new("tables.bad." + what, "File", args);
}
