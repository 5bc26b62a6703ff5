using System.Text;
using Crm.Platform.Files;
using ExcelDataReader;

namespace Crm.Tests.Platform;

/// <summary>Tables on their way into a spreadsheet.</summary>
public sealed class SheetTests
{
    static readonly string[] Headings = ["=1+1", "Score", "Day"];
    static readonly object?[][] Rows = [["+cmd", -12.5, new DateOnly(2026, 3, 4)], ["plain, \"quoted\"\nline", 7L, null], ["－2", 3, "x"]];

    static async IAsyncEnumerable<IReadOnlyList<object?>> Lines()
    {
        foreach (var row in Rows) yield return row;
        await Task.CompletedTask;
    }

    [Fact]
    public async Task Csv_keeps_numbers_and_disarms_texts_headings_too()
    {
        var file = await SheetFile.Write(ExportFormat.Csv, "f", "s", Headings, Lines(), default);
        await using var _ = file.Content;
        using var reader = new StreamReader(file.Content, Encoding.UTF8);
        Assert.Equal("'=1+1,Score,Day\r\n'+cmd,-12.5,2026-03-04\r\n\"plain, \"\"quoted\"\"\nline\",7,\r\n'－2,3,x\r\n", await reader.ReadToEndAsync());
        Assert.Equal((3, "f.csv"), (file.Rows, file.Name));
    }

    [Fact]
    public async Task Xlsx_has_number_cells_and_disarmed_texts()
    {
        var file = await SheetFile.Write(ExportFormat.Xlsx, "f", "a/b:c", Headings, Lines(), default);
        await using var _ = file.Content;
        using var reader = ExcelReaderFactory.CreateReader(file.Content);
        var rows = new List<object?[]>();
        while (reader.Read()) rows.Add([.. Enumerable.Range(0, 3).Select(reader.GetValue)]);
        Assert.Equal("abc", reader.Name);
        Assert.Equal(["'=1+1", "Score", "Day"], rows[0]);
        Assert.Equal(["'+cmd", -12.5, "2026-03-04"], rows[1]);
        Assert.Equal((7.0, "'－2"), (rows[2][1], rows[3][0]));
    }
}
