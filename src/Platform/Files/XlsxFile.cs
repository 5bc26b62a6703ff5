using System.Text;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Crm.Platform.Files;

/// <summary>Writes a workbook of text and numbers, row by row: a long list never lies in memory. What does not fit on a sheet goes on on the next one.</summary>
internal static class XlsxFile
{
    /// <summary>What a sheet can hold, headings included.</summary>
    const int MaxRows = 1_048_576;

    /// <summary>What a cell can hold.</summary>
    const int MaxText = 32_767;

    public static async Task<long> Write(Stream stream, string sheetName, IReadOnlyList<string> headers, IAsyncEnumerable<IReadOnlyList<object?>> lines, CancellationToken ct)
    {
        using var document = SpreadsheetDocument.Create(stream, SpreadsheetDocumentType.Workbook);
        var workbook = document.AddWorkbookPart();
        var sheets = new Sheets();
        var name = Name(sheetName);
        await using var line = lines.GetAsyncEnumerator(ct);
        long count = 0;
        for (var more = await line.MoveNextAsync(); more || sheets.ChildElements.Count == 0;)
        {
            var part = workbook.AddNewPart<WorksheetPart>();
            var number = (uint)sheets.ChildElements.Count + 1;
            sheets.Append(new Sheet { Id = workbook.GetIdOfPart(part), SheetId = number, Name = number == 1 ? name : $"{name[..Math.Min(name.Length, 27)]} {number}" });
            using var writer = OpenXmlWriter.Create(part);
            writer.WriteStartElement(new Worksheet());
            writer.WriteStartElement(new SheetData());
            Row(writer, headers);
            for (var rows = 1; more && rows < MaxRows; rows++)
            {
                Row(writer, line.Current);
                count++;
                more = await line.MoveNextAsync();
            }
            writer.WriteEndElement();
            writer.WriteEndElement();
        }
        workbook.Workbook = new Workbook(sheets);
        return count;
    }

    /// <summary>A sheet's name has 31 characters at most, and some of them are forbidden.</summary>
    static string Name(string name)
    {
        var kept = string.Concat(name.Where(c => !char.IsControl(c) && !char.IsSurrogate(c) && !"[]:*?/\\".Contains(c))).Trim('\'', ' ');
        return kept.Length == 0 ? "1" : kept[..Math.Min(kept.Length, 31)];
    }

    static void Row(OpenXmlWriter writer, IReadOnlyList<object?> cells)
    {
        writer.WriteStartElement(new Row());
        foreach (var cell in cells)
            writer.WriteElement(SheetFile.NumberOf(cell) is { } number ? new Cell(new CellValue(number))
                : new Cell(new InlineString(new Text(Clean(Cells.Harmless(SheetFile.TextOf(cell)))) { Space = SpaceProcessingModeValues.Preserve })) { DataType = CellValues.InlineString });
        writer.WriteEndElement();
    }

    /// <summary>XML has no place for most control characters and for halves of characters.</summary>
    static string Clean(string text)
    {
        if (text.Length > MaxText) text = text[..MaxText];
        var s = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            if (rune.Value is '\t' or '\n' or '\r' or >= 0x20 and not (0xFFFE or 0xFFFF)) s.Append(rune.ToString());
        return s.ToString();
    }
}
