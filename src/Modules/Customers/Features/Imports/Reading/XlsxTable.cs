using System.Globalization;
using System.IO.Compression;
using System.Text;
using ExcelDataReader;

namespace Crm.Customers.Features.Imports.Reading;

/// <summary>The first sheet of an XLSX workbook that holds anything.</summary>
internal static class XlsxTable
{
    /// <summary>Unpacked, more than this is no list of customers.</summary>
    const long MaxUnpacked = 300L * 1024 * 1024;

    static XlsxTable() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public static TableFile Read(MemoryStream stream)
    {
        Weigh(stream);
        stream.Position = 0;
        try
        {
            using var reader = ExcelReaderFactory.CreateOpenXmlReader(stream, new ExcelReaderConfiguration { LeaveOpen = true });
            do
            {
                if (reader.RowCount > 0 && reader.FieldCount > 0) return TableFile.Of("XLSX · " + reader.Name, Rows(reader));
            }
            while (reader.NextResult());
        }
        catch (Exception e) when (e is ExcelDataReader.Exceptions.ExcelReaderException or System.Xml.XmlException or InvalidDataException or FormatException or ArgumentException or NullReferenceException or IndexOutOfRangeException)
        {
            throw TableFile.Bad("xlsx"); // a broken workbook; the reader tells it in many ways
        }
        throw TableFile.Bad("empty");
    }

    /// <summary>Unpacks everything once into nowhere: the sizes an archive claims are its own word only.</summary>
    static void Weigh(MemoryStream stream)
    {
        stream.Position = 0;
        var buffer = new byte[81920];
        long total = 0;
        try
        {
            using var zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            if (zip.Entries.Count > 2000) throw TableFile.Bad("bomb");
            if (zip.GetEntry("xl/workbook.xml") is null) throw TableFile.Bad("xlsx");
            foreach (var entry in zip.Entries)
            {
                using var content = entry.Open();
                for (int n; (n = content.Read(buffer)) > 0;)
                    if ((total += n) > MaxUnpacked) throw TableFile.Bad("bomb");
            }
        }
        catch (InvalidDataException) { throw TableFile.Bad("xlsx"); }
    }

    static IEnumerable<string[]> Rows(IExcelDataReader reader)
    {
        while (reader.Read())
        {
            var row = new string[reader.FieldCount];
            for (var i = 0; i < row.Length; i++) row[i] = Text(reader.GetValue(i));
            yield return row;
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
