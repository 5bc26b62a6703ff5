using System.Text;

namespace Crm.Platform.Files.Tables;

/// <summary>A table on its way to a reader as CSV, with the mark by which spreadsheets know UTF-8; its temporary copy goes with the stream.</summary>
public sealed record CsvFile(Stream Content, string Name, long Rows)
{
    /// <summary>Media type.</summary>
    public string ContentType => "text/csv; charset=utf-8";

    /// <summary>Writes the lines as they come; none of them stays in memory. Formulas are disarmed.</summary>
    /// <param name="name">Without its ending.</param>
    public static async Task<CsvFile> Write(string name, IReadOnlyList<string> headers, IAsyncEnumerable<IReadOnlyList<string?>> lines, CancellationToken ct)
    {
        var stream = new FileStream(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous });
        try
        {
            long rows = 0;
            await using (var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true))
            {
                await writer.WriteAsync(Cells.Line(headers));
                await foreach (var line in lines.WithCancellation(ct))
                {
                    await writer.WriteAsync(Cells.Line(line));
                    rows++;
                }
            }
            stream.Position = 0;
            return new(stream, name + ".csv", rows);
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }
}
