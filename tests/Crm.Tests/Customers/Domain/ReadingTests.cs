using System.IO.Compression;
using System.Text;
using Crm.Customers.Domain;
using Crm.Customers.Features.Exports;
using Crm.Customers.Features.Imports;
using Crm.Customers.Features.Imports.Reading;
using Crm.Platform.UseCases;

namespace Crm.Tests.Customers.Domain;

public sealed class ReadingTests
{
    static ReadingTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    const string Simplified = "姓名,手机,备注\r\n张三丰,13800138000,\"第一行\n第二行，含\"\"引号\"\"\"\r\n欧阳锋,13900139000,白驼山\r\n";
    const string Traditional = "姓名,手機,備註\r\n張無忌,13800138000,這個客戶對我們的產品與服務都非常滿意，請盡快回覆\r\n趙敏,13900139000,還沒有收到發票，請聯絡會計部門處理這個問題\r\n";

    public static TheoryData<string, string, bool> Encodings => new()
    {
        { "utf-8", Simplified, false }, { "utf-8", Simplified, true }, { "utf-16", Simplified, true }, { "utf-16", Simplified, false }, { "utf-16BE", Simplified, true }, { "utf-16BE", Simplified, false },
        { "GB18030", Simplified, false }, { "big5", Traditional, false }, { "utf-8", Traditional, false },
    };

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Encodings_are_recognised_by_content(string encoding, string text, bool mark)
    {
        var e = Encoding.GetEncoding(encoding);
        var bytes = mark ? [.. e.GetPreamble(), .. e.GetBytes(text)] : e.GetBytes(text);
        var table = TableFile.Read(new MemoryStream(bytes), "file.csv");
        Assert.Equal(text.Split("\r\n")[0].Split(','), table.Headers);
        Assert.Equal(2, table.Rows.Count);
        Assert.Equal(text == Simplified ? "张三丰" : "張無忌", table.Rows[0][0]);
        if (text == Simplified) Assert.Equal("第一行\n第二行，含\"引号\"", table.Rows[0][2]);
    }

    [Theory]
    [InlineData("a,b\n1,\"x;y;z\"\n2,y")]
    [InlineData("a;b\n1;x,5\n2;y,7")]
    [InlineData("a\tb\n1\tx\n2\ty")]
    [InlineData("a|b\n1|x\n2|y")]
    [InlineData(" a  b \n 00001 x\n 2   y\n")]
    public void Separators_are_found(string text)
    {
        var table = TableFile.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "x.txt");
        Assert.Equal(["a", "b"], table.Headers);
        Assert.Equal(2, table.Rows.Count);
        Assert.All(table.Rows, r => Assert.Equal(2, r.Length));
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("a,b\n", "noRows")]
    [InlineData("\u0001\u0002\u0003\u0004", "text")]
    public void What_is_no_table_is_told(string text, string why) =>
        Assert.Equal("customers.import.bad." + why, Assert.Throws<RuleException>(() => TableFile.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "x.csv")).Key);

    [Fact]
    public void A_wrong_ending_a_broken_workbook_and_a_bomb_are_told()
    {
        Assert.Equal("customers.import.bad.xlsx", Assert.Throws<RuleException>(() => TableFile.Read(new MemoryStream("a,b\n1,2"u8.ToArray()), "x.xlsx")).Key);
        Assert.Equal("customers.import.bad.xls", Assert.Throws<RuleException>(() => TableFile.Read(new MemoryStream([0xD0, 0xCF, 0x11, 0xE0, 0, 0]), "x.xls")).Key);
        Assert.Equal("customers.import.bad.xlsx", Assert.Throws<RuleException>(() => TableFile.Read(Zip(("other.txt", 10)), "x.xlsx")).Key);
        Assert.Equal("customers.import.bad.xlsx", Assert.Throws<RuleException>(() => TableFile.Read(new MemoryStream([.. "PK\x03\x04"u8, 1, 2, 3]), "x.xlsx")).Key);
        Assert.Equal("customers.import.bad.xlsx", Assert.Throws<RuleException>(() => TableFile.Read(Zip(("xl/workbook.xml", 10)), "x.xlsx")).Key);
        Assert.Equal("customers.import.bad.bomb", Assert.Throws<RuleException>(() => TableFile.Read(Zip(("xl/workbook.xml", 10), ("xl/sharedStrings.xml", 400_000_000)), "x.xlsx")).Key);
    }

    static MemoryStream Zip(params (string Name, int Size)[] entries)
    {
        var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, size) in entries)
            {
                using var entry = zip.CreateEntry(name, CompressionLevel.Fastest).Open();
                var zeros = new byte[1_000_000];
                for (var left = size; left > 0; left -= zeros.Length) entry.Write(zeros, 0, Math.Min(left, zeros.Length));
            }
        stream.Position = 0;
        return stream;
    }

    [Fact]
    public void Headings_are_guessed_in_both_languages()
    {
        Assert.Equal(["name", "phone", "email", "region", "", "level"], ImportFields.Guess(ImportKind.Customers, ["客户名称", "手机号码", "E-Mail", "所在地区", "xyz", "客户级别"]));
        Assert.Equal(["givenName", "familyName", "birthday"], ImportFields.Guess(ImportKind.Customers, ["given_name", "surname", "date_of_birth"]));
        Assert.Equal(["externalId", "date", "quantity", "amount"], ImportFields.Guess(ImportKind.Purchases, ["customer_id", "date", "number_of_cds", "dollar_value"]));
    }

    [Theory]
    [InlineData("2024-03-05", "2024-03-05")]
    [InlineData("2024/3/5", "2024-03-05")]
    [InlineData("20240305", "2024-03-05")]
    [InlineData("2024年3月5日", "2024-03-05")]
    [InlineData("25/03/2024", "2024-03-25")]
    [InlineData("03/25/2024", "2024-03-25")]
    [InlineData("05.03.2024", "2024-03-05")]
    public void Dates_are_read(string text, string day) => Assert.Equal(DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture), new ImportValues(["birthday"], [text]).Birthday);

    [Theory]
    [InlineData("03/05/2024", "dateAmbiguous")]
    [InlineData("2024-13-01", "date")]
    [InlineData("soon", "date")]
    [InlineData("00000000", "date")]
    public void Dates_are_never_guessed(string text, string why) => Assert.Equal("customers.import.wrong." + why, Assert.Throws<WrongCellException>(() => new ImportValues(["birthday"], [text]).Birthday).Reason);

    [Theory]
    [InlineData("1,234.50", "1234.50")]
    [InlineData("¥ 88", "88")]
    [InlineData("１２．５", "12.5")]
    [InlineData("1.234,50", "1234.50")]
    [InlineData("12,5", "12.5")]
    [InlineData("100元", "100")]
    public void Amounts_are_read(string text, string amount) => Assert.Equal(decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture), new ImportValues(["amount"], [text]).Money("amount"));

    [Theory]
    [InlineData("=1+1")]
    [InlineData("-5")]
    [InlineData("1e9999")]
    [InlineData("much")]
    public void Amounts_are_never_guessed(string text) => Assert.Throws<WrongCellException>(() => new ImportValues(["amount"], [text]).Money("amount"));

    [Theory]
    [InlineData("=cmd|' /C calc'!A0")]
    [InlineData("+86 138")]
    [InlineData("-1")]
    [InlineData("@SUM(A1)")]
    [InlineData("\t=1")]
    [InlineData("\r=1")]
    public void No_formula_leaves_and_our_own_apostrophe_comes_off_again(string text)
    {
        Assert.StartsWith("'", Cells.Harmless(text), StringComparison.Ordinal);
        if (text[0] is '\t' or '\r') return;
        var table = TableFile.Read(new MemoryStream(Encoding.UTF8.GetBytes("a,b\n" + Cells.Line([text, "x"]))), "x.csv");
        Assert.Equal(text, table.Rows[0][0]);
    }

    [Fact]
    public void Random_bytes_never_crash_the_reader()
    {
        var random = new Random(7);
        for (var i = 0; i < 300; i++)
        {
            var bytes = new byte[random.Next(1, 400)];
            random.NextBytes(bytes);
            if (i % 3 == 0) "PK\x03\x04"u8.CopyTo(bytes.Length >= 4 ? bytes : bytes = new byte[8]);
            try { TableFile.Read(new MemoryStream(bytes), i % 2 == 0 ? "x.csv" : "x.xlsx"); }
            catch (RuleException e) { Assert.StartsWith("customers.import.bad.", e.Key, StringComparison.Ordinal); }
        }
    }
}
