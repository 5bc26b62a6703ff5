using System.IO.Compression;
using System.Text;
using Crm.Customers.Domain;
using Crm.Customers.Features.Exports;
using Crm.Customers.Features.Imports;
using Crm.Platform.Files.Tables;
using Crm.Platform.Files;
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
        var table = ReadTable.Of(new MemoryStream(bytes), "file.csv");
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
        var table = ReadTable.Of(new MemoryStream(Encoding.UTF8.GetBytes(text)), "x.txt");
        Assert.Equal(["a", "b"], table.Headers);
        Assert.Equal(2, table.Rows.Count);
        Assert.All(table.Rows, r => Assert.Equal(2, r.Length));
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("a,b\n", "noRows")]
    [InlineData("\u0001\u0002\u0003\u0004", "text")]
    public void What_is_no_table_is_told(string text, string why) =>
        Assert.Equal("tables.bad." + why, Assert.Throws<RuleException>(() => ReadTable.Of(new MemoryStream(Encoding.UTF8.GetBytes(text)), "x.csv")).Key);

    [Fact]
    public void A_wrong_ending_a_broken_workbook_and_a_bomb_are_told()
    {
        Assert.Equal("tables.bad.xls", Assert.Throws<RuleException>(() => ReadTable.Of(new MemoryStream([0xD0, 0xCF, 0x11, 0xE0, 0, 0, 0, 0]), "x.xls")).Key);
        Assert.Equal("tables.bad.xlsx", Assert.Throws<RuleException>(() => ReadTable.Of(Zip(("other.txt", 10)), "x.xlsx")).Key);
        Assert.Equal("tables.bad.xlsx", Assert.Throws<RuleException>(() => ReadTable.Of(new MemoryStream([.. "PK\x03\x04"u8, 1, 2, 3]), "x.xlsx")).Key);
        Assert.Equal("tables.bad.xlsx", Assert.Throws<RuleException>(() => ReadTable.Of(Zip(("xl/workbook.xml", 10)), "x.xlsx")).Key);
        Assert.Equal("tables.bad.bomb", Assert.Throws<RuleException>(() => ReadTable.Of(Zip(("xl/workbook.xml", 10), ("xl/sharedStrings.xml", 450_000_000)), "x.xlsx")).Key);
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
        Assert.Equal(["name", "company", "title", "phone", "email", "birthday", "note"], ImportFields.Guess(ImportKind.Customers, ["姓名", "單位", "職務", "手機", "電子郵件", "生日", "備註"]));
        Assert.Equal(["givenName", "familyName", "birthday"], ImportFields.Guess(ImportKind.Customers, ["given_name", "surname", "date_of_birth"]));
        Assert.Equal(["externalId", "date", "quantity", "amount"], ImportFields.Guess(ImportKind.Purchases, ["customer_id", "date", "number_of_cds", "dollar_value"]));
    }

    static ImportValues Cell(string field, string text, DateOrder dates = DateOrder.Auto, DecimalMark decimals = DecimalMark.Auto) =>
        new(new ImportLayout([field], new ImportSettings { Columns = [field], Dates = dates, Decimals = decimals }, null), [text]);

    [Theory]
    [InlineData("3/5/2024", "DayFirst", "2024-05-03")]
    [InlineData("3/5/2024", "MonthFirst", "2024-03-05")]
    [InlineData("3/5/24", "MonthFirst", "2024-03-05")]
    [InlineData("24/3/5", "YearFirst", "2024-03-05")]
    [InlineData("31/12/99", "DayFirst", "1999-12-31")]
    [InlineData("2024/3/5", "MonthFirst", "2024-03-05")]
    [InlineData("3/5/2024 4:05 PM", "MonthFirst", "2024-03-05")]
    public void Dates_are_read_in_the_order_that_was_chosen(string text, string order, string day) =>
        Assert.Equal(DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture), Cell("birthday", text, Enum.Parse<DateOrder>(order)).Birthday);

    [Theory]
    [InlineData("1.234,5", "Comma", "1234.5")]
    [InlineData("1.234", "Comma", "1234")]
    [InlineData("1,234", "Point", "1234")]
    [InlineData("12,345", "Comma", "12.35")]
    public void Amounts_are_read_with_the_mark_that_was_chosen(string text, string mark, string amount) =>
        Assert.Equal(decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture), Cell("amount", text, decimals: Enum.Parse<DecimalMark>(mark)).Money("amount"));

    [Theory]
    [InlineData("0/0/00")]
    [InlineData("00/0/0")]
    [InlineData("")]
    [InlineData("1985-**-**")]
    public void No_birthday_is_no_mistake(string text) => Assert.Null(Cell("birthday", text).Birthday);

    [Theory]
    [InlineData("2024-03-05", "2024-03-05")]
    [InlineData("2025年3月4日", "2025-03-04")]
    [InlineData("2025年3月4日 14时05分", "2025-03-04")]
    [InlineData("45356", "2024-03-05")]
    [InlineData("45356.75", "2024-03-05")]
    [InlineData("5 Mar 2024", "2024-03-05")]
    [InlineData("March 5, 2024", "2024-03-05")]
    [InlineData("2024/3/5", "2024-03-05")]
    [InlineData("20240305", "2024-03-05")]
    [InlineData("2024年3月5日", "2024-03-05")]
    [InlineData("25/03/2024", "2024-03-25")]
    [InlineData("03/25/2024", "2024-03-25")]
    [InlineData("05.03.2024", "2024-03-05")]
    public void Dates_are_read(string text, string day) => Assert.Equal(DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture), Cell("birthday", text).Birthday);

    [Theory]
    [InlineData("03/05/2024", "dateAmbiguous")]
    [InlineData("31/12/24", "dateAmbiguous")]
    [InlineData("31/02/2024", "date")]
    [InlineData("2024-13-01", "date")]
    [InlineData("soon", "date")]
    [InlineData("00000000", "date")]
    public void Dates_are_never_guessed(string text, string why) => Assert.Equal("customers.import.wrong." + why, Assert.Throws<WrongCellException>(() => Cell("birthday", text).Birthday).Reason);

    [Theory]
    [InlineData("1,234.50", "1234.50")]
    [InlineData("¥ 88", "88")]
    [InlineData("１２．５", "12.5")]
    [InlineData("1.234,50", "1234.50")]
    [InlineData("12,5", "12.5")]
    [InlineData("100元", "100")]
    public void Amounts_are_read(string text, string amount) => Assert.Equal(decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture), Cell("amount", text).Money("amount"));

    [Theory]
    [InlineData("=1+1")]
    [InlineData("-5")]
    [InlineData("1e9999")]
    [InlineData("much")]
    public void Amounts_are_never_guessed(string text) => Assert.Throws<WrongCellException>(() => Cell("amount", text).Money("amount"));

    [Theory]
    [InlineData("=cmd|' /C calc'!A0")]
    [InlineData("+86 138")]
    [InlineData("-1")]
    [InlineData("@SUM(A1)")]
    [InlineData("\t=1")]
    [InlineData("\r=1")]
    [InlineData("＝1+1")]
    [InlineData("'=1")]
    [InlineData("''-1")]
    public void No_formula_leaves_and_our_own_apostrophe_comes_off_again(string text)
    {
        Assert.StartsWith("'", Cells.Harmless(text), StringComparison.Ordinal);
        if (text[0] is '\t' or '\r') return;
        var table = ReadTable.Of(new MemoryStream(Encoding.UTF8.GetBytes("a,b\n" + Cells.Line([text, "x"]))), "x.csv");
        Assert.Equal(text, table.Rows[0][0]);
    }

    [Fact]
    public void An_apostrophe_that_disarms_nothing_stays() => Assert.Equal("'t Hooft", Cells.Armed(Cells.Harmless("'t Hooft")));

    [Theory]
    [InlineData("million columns", "columns")]
    [InlineData("million columns in a row", "columns")]
    [InlineData("huge row", "row")]
    [InlineData("huge quoted row", "quote")]
    [InlineData("open quote", "quote")]
    [InlineData("nul", "nul")]
    [InlineData("wrong encoding", "encoding")]
    [InlineData("huge cell", "cell")]
    [InlineData("too large", "large")]
    [InlineData("too many rows", "rows")]
    [InlineData("password", "password")]
    [InlineData("card without end", "card")]
    public void Hostile_files_are_told(string what, string why)
    {
        var limits = ImportLimits.Default with { MaxMb = 20, MaxRows = 1000 };
        ReadChoice? choice = null;
        byte[] bytes = what switch
        {
            "million columns" => Encoding.ASCII.GetBytes(string.Join(',', Enumerable.Repeat("x", 1_000_000)) + "\n1,2\n"),
            "million columns in a row" => Encoding.ASCII.GetBytes("a,b\n" + string.Join(',', Enumerable.Repeat("x", 1_000_000)) + "\n"),
            "huge row" => Encoding.ASCII.GetBytes("a,b\n" + new string('x', 15_000_000) + "\n"),
            "huge quoted row" => Encoding.ASCII.GetBytes("a,b\n1,\"" + new string('x', 15_000_000) + "\n"),
            "open quote" => "a,b\n1,2\n3,\"4\n5,6\n"u8.ToArray(),
            "nul" => "a,b\n1,2\0\n3,4\n"u8.ToArray(),
            "wrong encoding" => Encoding.GetEncoding("gb18030").GetBytes(Simplified),
            "huge cell" => Encoding.ASCII.GetBytes("a,b\n1," + new string('x', 40_000) + "\n"),
            "too large" => new byte[21 * 1024 * 1024],
            "too many rows" => Encoding.ASCII.GetBytes("a\n" + string.Concat(Enumerable.Repeat("1\n", 1001))),
            "password" => [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, .. new byte[1000], .. Encoding.Unicode.GetBytes("EncryptedPackage"), .. new byte[100]],
            _ => "BEGIN:VCARD\nFN:A\nEND:VCARD\nBEGIN:VCARD\nFN:B\n"u8.ToArray(),
        };
        if (what == "wrong encoding") choice = new("UTF-8");
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal("tables.bad." + why, Assert.Throws<RuleException>(() => ReadTable.Of(new MemoryStream(bytes), "x.csv", choice, limits)).Key);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 30_000_000, "The reader held what it should have refused.");
    }

    [Fact]
    public void A_spreadsheets_empty_columns_and_rows_are_no_mistake()
    {
        var table = ReadTable.Of(new MemoryStream(Encoding.ASCII.GetBytes("\n\na,b" + new string(',', 20_000) + "\n\n1,2" + new string(',', 20_000) + "\n,,\n")), "x.csv");
        Assert.Equal(["a", "b"], table.Headers);
        Assert.Equal(["1", "2"], Assert.Single(table.Rows));
        Assert.Equal(5, table.Lines[0]);
    }

    [Fact]
    public void Wide_rows_keep_what_stands_beyond_the_headings() => Assert.Equal(["1", "2", "3"], ReadTable.Of(new MemoryStream("a,b\n1,2,3\n"u8.ToArray()), "x.csv").Rows[0]);

    [Theory]
    [InlineData("a \"b\" c,x", "a \"b\" c")]
    [InlineData("\"a \"\"b\"\" c\",x", "a \"b\" c")]
    [InlineData("\"a\"b,x", "ab")]
    [InlineData("5\" pipe,x", "5\" pipe")]
    public void Stray_quotation_marks_are_text(string line, string cell) => Assert.Equal(cell, ReadTable.Of(new MemoryStream(Encoding.UTF8.GetBytes("a,b\n" + line + "\n")), "x.csv").Rows[0][0]);

    [Fact]
    public void Content_decides_not_the_ending() => Assert.Equal(["a", "b"], ReadTable.Of(new MemoryStream("a,b\n1,2\n"u8.ToArray()), "x.xlsx").Headers);

    [Fact]
    public void Random_bytes_never_crash_the_reader()
    {
        var random = new Random(7);
        for (var i = 0; i < 300; i++)
        {
            var bytes = new byte[random.Next(1, 400)];
            random.NextBytes(bytes);
            if (i % 3 == 0) "PK\x03\x04"u8.CopyTo(bytes.Length >= 4 ? bytes : bytes = new byte[8]);
            try { ReadTable.Of(new MemoryStream(bytes), i % 2 == 0 ? "x.csv" : "x.xlsx"); }
            catch (RuleException e) { Assert.StartsWith("tables.bad.", e.Key, StringComparison.Ordinal); }
        }
    }
}
