using System.Text;
using Crm.Customers.Domain;
using Crm.Platform.Files;

namespace Crm.Customers.Features.Exports;

/// <summary>A table on its way to a reader; its temporary copy goes with the stream.</summary>
internal sealed record SheetFile(Stream Content, string Name, string ContentType, long Rows)
{
    public const string Csv = "text/csv; charset=utf-8", Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    /// <summary>Writes the lines as they come; none of them stays in memory.</summary>
    /// <param name="name">Without its ending.</param>
    public static async Task<SheetFile> Write(ExportFormat format, string name, string sheet, IReadOnlyList<string> headers, IAsyncEnumerable<IReadOnlyList<string?>> lines, CancellationToken ct)
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

    static async Task<long> WriteCsv(Stream stream, IReadOnlyList<string> headers, IAsyncEnumerable<IReadOnlyList<string?>> lines, CancellationToken ct)
    {
        await using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true);
        await writer.WriteAsync(Cells.Line(headers));
        long count = 0;
        await foreach (var line in lines.WithCancellation(ct))
        {
            await writer.WriteAsync(Cells.Line(line));
            count++;
        }
        return count;
    }
}
