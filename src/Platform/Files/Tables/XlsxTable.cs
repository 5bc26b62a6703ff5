using System.Globalization;
using System.IO.Compression;
using System.Text;
using ExcelDataReader;

namespace Crm.Platform.Files.Tables;

/// <summary>The first sheet of an XLSX workbook that holds anything. Formulas come as the value they last had; links to other files are not followed.</summary>
internal static class XlsxTable
{
    /// <summary>Columns of a sheet; a cell beyond them was made by no spreadsheet.</summary>
    const int SheetColumns = 16_384;

    static XlsxTable() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public static TableFile Open(Stream stream, ImportLimits limits)
    {
        Weigh(stream, limits);
        stream.Position = 0;
        return Guard(() =>
        {
            var reader = ExcelReaderFactory.CreateOpenXmlReader(stream, new ExcelReaderConfiguration { LeaveOpen = true });
            do
            {
                if (reader.FieldCount > SheetColumns) throw TableFile.Bad("columns", limits.MaxColumns);
                if (reader.RowCount > 0 && reader.FieldCount > 0) return TableFile.Of("XLSX · " + reader.Name, Rows(reader), limits);
            }
            while (reader.NextResult());
            throw TableFile.Bad("empty");
        });
    }

    /// <summary>Unpacks everything once into nowhere: the sizes an archive claims are its own word only.</summary>
    static void Weigh(Stream stream, ImportLimits limits)
    {
        stream.Position = 0;
        var buffer = new byte[81920];
        var most = limits.MaxUnpackedMb * 1024L * 1024;
        long total = 0;
        // An archive cut short is told in many ways, by the stream as well.
        Guard(() =>
        {
            using var zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            if (zip.Entries.Count > 2000) throw TableFile.Bad("bomb");
            if (zip.GetEntry("xl/workbook.xml") is null) throw TableFile.Bad("xlsx");
            foreach (var entry in zip.Entries)
            {
                using var content = entry.Open();
                for (int n; (n = content.Read(buffer)) > 0;)
                    if ((total += n) > most) throw TableFile.Bad("bomb");
            }
            return true;
        });
    }

    static IEnumerable<(int, IReadOnlyList<string>)> Rows(IExcelDataReader reader)
    {
        var line = 0;
        while (Guard(reader.Read))
        {
            line++;
            yield return (line, Guard(() =>
            {
                var row = new string[reader.FieldCount];
                for (var i = 0; i < row.Length; i++) row[i] = Text(reader.GetValue(i));
                return row;
            }));
        }
    }

    /// <summary>A broken workbook is told by the reader in many ways.</summary>
    static T Guard<T>(Func<T> read)
    {
        try { return read(); }
        catch (Exception e) when (e is ExcelDataReader.Exceptions.ExcelReaderException or System.Xml.XmlException or InvalidDataException or FormatException or ArgumentException
            or NullReferenceException or IndexOutOfRangeException or OverflowException or OutOfMemoryException or InvalidCastException or KeyNotFoundException or NotSupportedException or InvalidOperationException or IOException)
        {
            throw TableFile.Bad("xlsx");
        }
    }

    /// <summary>A phone number kept as a number must not come out as 1.38E+10.</summary>
    static string Text(object? value) => value switch
    {
        null => "",
        string s => s,
        DateTime { TimeOfDay.Ticks: 0 } day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime at => at.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        double d when Math.Abs(d) < 1e15 => ((decimal)d).ToString(CultureInfo.InvariantCulture),
        bool b => b ? "1" : "0",
        IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
