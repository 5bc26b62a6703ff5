using System.Text;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Crm.Customers.Features.Exports;

/// <summary>Writes a workbook with one sheet of text, row by row: a long list never lies in memory.</summary>
internal static class XlsxFile
{
    /// <summary>What a sheet can hold, headings included.</summary>
    const int MaxRows = 1_048_576;

    /// <summary>What a cell can hold.</summary>
    const int MaxText = 32_767;

    public static async Task Write(Stream stream, string sheetName, IReadOnlyList<string> headers, IAsyncEnumerable<List<string>> lines)
    {
        using var document = SpreadsheetDocument.Create(stream, SpreadsheetDocumentType.Workbook);
        var workbook = document.AddWorkbookPart();
        var sheet = workbook.AddNewPart<WorksheetPart>();
        using (var writer = OpenXmlWriter.Create(sheet))
        {
            writer.WriteStartElement(new Worksheet());
            writer.WriteStartElement(new SheetData());
            Row(writer, headers);
            var count = 1;
            await foreach (var line in lines)
            {
                if (++count > MaxRows) break;
                Row(writer, line);
            }
            writer.WriteEndElement();
            writer.WriteEndElement();
        }
        workbook.Workbook = new Workbook(new Sheets(new Sheet { Id = workbook.GetIdOfPart(sheet), SheetId = 1, Name = sheetName.Length <= 31 ? sheetName : sheetName[..31] }));
    }

    static void Row(OpenXmlWriter writer, IReadOnlyList<string> cells)
    {
        writer.WriteStartElement(new Row());
        foreach (var cell in cells) writer.WriteElement(new Cell(new InlineString(new Text(Clean(Cells.Harmless(cell))) { Space = SpaceProcessingModeValues.Preserve })) { DataType = CellValues.InlineString });
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
