using System.Globalization;
using System.Text;

namespace Crm.Platform.Files;

/// <summary>What a table is written as.</summary>
public enum ExportFormat { Xlsx, Csv }

/// <summary>A table on its way to a reader; its temporary copy goes with the stream.</summary>
public sealed record SheetFile(Stream Content, string Name, string ContentType, long Rows)
{
    /// <summary>Types of the formats.</summary>
    public const string Csv = "text/csv; charset=utf-8", Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    /// <summary>Writes the lines as they come; none of them stays in memory. Numbers are written as numbers, everything else as text that no spreadsheet would calculate, headings too.</summary>
    /// <param name="name">Without its ending.</param>
    public static async Task<SheetFile> Write(ExportFormat format, string name, string sheet, IReadOnlyList<string> headers, IAsyncEnumerable<IReadOnlyList<object?>> lines, CancellationToken ct)
    {
        var stream = new FileStream(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous });
        try
        {
            var rows = format == ExportFormat.Csv ? await WriteCsv(stream, headers, lines, ct) : await XlsxFile.Write(stream, sheet, headers, lines, ct);
            stream.Position = 0;
            return format == ExportFormat.Csv ? new(stream, name + ".csv", Csv, rows) : new(stream, name + ".xlsx", Xlsx, rows);
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    /// <summary>What is a number, as a spreadsheet reads it; null for text.</summary>
    internal static string? NumberOf(object? cell) => cell switch
    {
        int or long or short or byte or decimal => ((IFormattable)cell).ToString(null, CultureInfo.InvariantCulture),
        double d when double.IsFinite(d) => d.ToString("R", CultureInfo.InvariantCulture),
        _ => null,
    };

    /// <summary>What is no number, as text.</summary>
    internal static string? TextOf(object? cell) => cell switch
    {
        null => null,
        string text => text,
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        _ => cell.ToString(),
    };

    static async Task<long> WriteCsv(Stream stream, IReadOnlyList<string> headers, IAsyncEnumerable<IReadOnlyList<object?>> lines, CancellationToken ct)
    {
        await using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true);
        await writer.WriteAsync(Cells.Line(headers));
        long count = 0;
        await foreach (var line in lines.WithCancellation(ct))
        {
            await writer.WriteAsync(string.Join(',', line.Select(c => NumberOf(c) ?? Cells.Cell(TextOf(c)))) + "\r\n");
            count++;
        }
        return count;
    }
}
