using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Crm.Platform.Files.Pdf;
using Crm.Platform.Web;
using Crm.Tests.Support;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;

namespace Crm.Tests.Platform;

/// <summary>Reports as PDF, read back as a viewer would: by their table of objects, their streams and their map to Unicode.</summary>
public sealed class PdfTests
{
    static readonly Lazy<PdfReports> Reports = new(() => new PdfReports(new PdfFonts(new Somewhere(Path.Combine(Repository.Root, "src/Host")))));

    static PdfReport New(string title = "满意度报告 Report") => Reports.Value.New(title, "zh-CN", "foot 页脚");

    [Fact]
    public void Text_comes_back_through_the_map_to_Unicode_Chinese_too()
    {
        var pdf = Pdf.Read(New().Heading("各维度得分").Paragraph("响应速度 82.5 分，n = 1,204；95 %: 80.1 … 84.9").ToArray());
        var text = pdf.Text(0);
        Assert.Contains("满意度报告 Report", text, StringComparison.Ordinal);
        Assert.Contains("各维度得分", text, StringComparison.Ordinal);
        Assert.Contains("响应速度 82.5 分，n = 1,204；95 %: 80.1 … 84.9", text, StringComparison.Ordinal);
        Assert.Contains("foot 页脚", text, StringComparison.Ordinal);
        Assert.Contains("1 / 1", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_object_lies_where_the_table_says()
    {
        var bytes = New().Paragraph("Hello").Link("Open", "http://127.0.0.1:5080/surveys/dashboard?region=上海").ToArray();
        var pdf = Pdf.Read(bytes); // reads by the table, and by nothing else
        Assert.True(pdf.Objects.Count > 8);
        Assert.All(pdf.Objects, o => Assert.False(string.IsNullOrEmpty(o.Value.Dictionary)));
        var catalog = pdf.Objects.Values.Single(o => o.Dictionary.Contains("/Type /Catalog", StringComparison.Ordinal)).Dictionary;
        Assert.Contains("/Lang (zh-CN)", catalog, StringComparison.Ordinal);
        Assert.Contains("/DisplayDocTitle true", catalog, StringComparison.Ordinal);
        var info = Regex.Match(pdf.Objects.Values.Single(o => o.Dictionary.Contains("/Producer", StringComparison.Ordinal)).Dictionary, "/Title <FEFF([0-9A-F]+)>").Groups[1].Value;
        Assert.Equal("满意度报告 Report", Encoding.BigEndianUnicode.GetString(Convert.FromHexString(info)));
        Assert.Contains(pdf.Objects.Values, o => o.Dictionary.Contains("/URI (http://127.0.0.1:5080/surveys/dashboard?region=%E4%B8%8A%E6%B5%B7)", StringComparison.Ordinal));
    }

    [Fact]
    public void Only_glyphs_that_are_drawn_are_embedded_and_the_same_report_is_the_same_file()
    {
        byte[] Make() => New("客").Paragraph("客户 abc é").ToArray(); // é is composed of two others
        var bytes = Make();
        Assert.Equal(bytes, Make());
        Assert.InRange(bytes.Length, 2_000, 60_000); // of a font of ten megabytes
        var pdf = Pdf.Read(bytes);
        foreach (var (_, font) in pdf.Objects.Where(o => o.Value.Dictionary.Contains("/Length1", StringComparison.Ordinal)))
        {
            var outlines = Outlines(font.Stream!);
            Assert.InRange(outlines.Count, 2, 24);
            Assert.All(pdf.Maps.Values.SelectMany(m => m), m => Assert.True(m.Key < 65535));
        }
        var drawn = pdf.Maps.Values.SelectMany(m => m.Keys).ToHashSet();
        Assert.Superset(drawn.Where(g => pdf.Maps.Values.Any(m => m.TryGetValue(g, out var t) && t.Trim().Length > 0)).Select(g => (int)g).ToHashSet(), pdf.Objects.Values.Where(o => o.Dictionary.Contains("/Length1", StringComparison.Ordinal)).SelectMany(o => Outlines(o.Stream!)).ToHashSet());
    }

    [Fact]
    public void A_heading_stands_on_the_page_of_the_chart_below_it()
    {
        for (var lines = 20; lines < 60; lines++)
        {
            var report = New();
            for (var i = 0; i < lines; i++) report.Paragraph("响应速度");
            var pdf = Pdf.Read(report.Heading("月度走势").Chart(new(PdfChartKind.Line, ["四月", "五月"], [new("NPS", [10, 20])])).ToArray());
            Assert.Single(Enumerable.Range(0, pdf.Pages.Count), p => pdf.Text(p).Contains("月度走势", StringComparison.Ordinal) && pdf.Text(p).Contains("五月", StringComparison.Ordinal));
        }
        var alone = Pdf.Read(New().Heading("其一").Heading("其二").ToArray());
        Assert.Contains("其一", alone.Text(0), StringComparison.Ordinal);
        Assert.Contains("其二", alone.Text(0), StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_goes_on_over_pages_with_its_head_and_loses_no_row()
    {
        var rows = Enumerable.Range(1, 120).Select(i => (IReadOnlyList<PdfCell>)[$"第{i}行", new($"{i * 10}", $"http://127.0.0.1:5080/responses/{i}")]);
        var pdf = Pdf.Read(New().Table([new("团队名称", 3), new("n", 1, Right: true)], rows).ToArray());
        Assert.InRange(pdf.Pages.Count, 2, 5);
        var all = "";
        for (var page = 0; page < pdf.Pages.Count; page++)
        {
            Assert.Contains("团队名称", pdf.Text(page), StringComparison.Ordinal);
            Assert.Contains($"{page + 1} / {pdf.Pages.Count}", pdf.Text(page), StringComparison.Ordinal);
            all += pdf.Text(page);
        }
        for (var i = 1; i <= 120; i++) Assert.Single(Regex.Matches(all, $"第{i}行"));
    }

    [Theory]
    [InlineData("服务质量，响应速度（含周末）与专业程度。", 6)]
    [InlineData("The quick brown fox jumps over the lazy dog", 12)]
    [InlineData("Donaudampfschifffahrtsgesellschaft", 9)]
    public void Lines_fit_their_width_keep_every_character_and_begin_with_no_closing_mark(string text, int width)
    {
        var lines = TextLines.Of(text, width, t => t.Length);
        Assert.True(lines.Count > 1);
        Assert.All(lines, l => Assert.InRange(l.Length, 1, width));
        Assert.Equal(text.Replace(" ", ""), string.Concat(lines).Replace(" ", ""));
        Assert.DoesNotContain(lines, l => "，。、）".Contains(l[0]) || "（".Contains(l[^1]));
        if (text.Contains(' ')) Assert.All(lines, l => Assert.All(l.Split(' '), w => Assert.Contains(w, text.Split(' '))));
    }

    [Fact]
    public void Charts_of_every_kind_are_shapes_with_their_names_and_gaps_stay_gaps()
    {
        string[] months = ["2026-01", "2026-02", "2026-03", "2026-04"];
        var report = New()
            .Chart(new(PdfChartKind.Line, months, [new("指数", [70, null, 75, 80]), new("CSAT", [60, 61, 62, 63])]))
            .Chart(new(PdfChartKind.Bar, ["响应速度", "解决效率"], [new("得分", [61.5, -20])], "", 1, [50, -30], [70, -10]))
            .Chart(new(PdfChartKind.Stacked, ["响应速度"], [.. Enumerable.Range(1, 5).Select(s => new Series($"{s}", [20]))], " %"))
            .Chart(new(PdfChartKind.Scatter, ["甲", "乙"], [new("重要性", [0.2, 0.8]), new("表现", [60, 90])]))
            .Chart(new(PdfChartKind.Line, [], [new("none", [])]));
        var pdf = Pdf.Read(report.ToArray());
        var text = string.Concat(Enumerable.Range(0, pdf.Pages.Count).Select(pdf.Text));
        foreach (var name in new[] { "指数", "CSAT", "2026-04", "响应速度", "61.5", "-20.0", "重要性", "表现", "甲", "乙" }) Assert.Contains(name, text, StringComparison.Ordinal);
        var shapes = pdf.Pages.Sum(p => Regex.Count(pdf.Content(p), @" re f\n| S\n| c f\n"));
        Assert.InRange(shapes, 30, 400);
    }

    static List<int> Outlines(byte[] font)
    {
        int Table(string name) => Enumerable.Range(0, BinaryPrimitives.ReadUInt16BigEndian(font.AsSpan(4))).Select(i => 12 + (16 * i)).Where(at => Encoding.ASCII.GetString(font, at, 4) == name).Select(at => (int)BinaryPrimitives.ReadUInt32BigEndian(font.AsSpan(at + 8))).Single();
        var (loca, count) = (Table("loca"), BinaryPrimitives.ReadUInt16BigEndian(font.AsSpan(Table("maxp") + 4)));
        uint Offset(int glyph) => BinaryPrimitives.ReadUInt32BigEndian(font.AsSpan(loca + (4 * glyph)));
        return [.. Enumerable.Range(0, count).Where(g => Offset(g + 1) > Offset(g))];
    }

    sealed class Somewhere(string folder) : IHostEnvironment
    {
        public string ApplicationName { get; set; } = "test";
        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
        public string ContentRootPath { get; set; } = folder;
        public string EnvironmentName { get; set; } = "Test";
    }

    /// <summary>A small reader of what the writer may write.</summary>
    internal sealed class Pdf
    {
        public Dictionary<int, (string Dictionary, byte[]? Stream)> Objects { get; } = [];

        /// <summary>Object numbers of the pages, in order.</summary>
        public List<int> Pages { get; } = [];

        /// <summary>Glyphs to text, by the font's name in the pages.</summary>
        public Dictionary<string, Dictionary<ushort, string>> Maps { get; } = [];

        public static Pdf Read(byte[] bytes)
        {
            var (pdf, text) = (new Pdf(), Encoding.Latin1.GetString(bytes));
            Assert.StartsWith("%PDF-1.7", text, StringComparison.Ordinal);
            var xref = int.Parse(Regex.Match(text, @"startxref\n(\d+)\n%%EOF\n$").Groups[1].Value, CultureInfo.InvariantCulture);
            var table = Regex.Match(text[xref..], @"^xref\n0 (\d+)\n");
            var size = int.Parse(table.Groups[1].Value, CultureInfo.InvariantCulture);
            for (var number = 1; number < size; number++)
            {
                var entry = text.Substring(xref + table.Length + (20 * number), 20);
                Assert.Matches(@"^\d{10} 00000 n \n$", entry);
                var at = int.Parse(entry[..10], CultureInfo.InvariantCulture);
                var head = $"{number} 0 obj\n";
                Assert.Equal(head, text.Substring(at, head.Length));
                var end = text.IndexOf("\nendobj\n", at, StringComparison.Ordinal);
                var body = text[(at + head.Length)..end];
                var stream = Regex.Match(body, @"/Length (\d+) >>\nstream\n");
                if (!stream.Success) { pdf.Objects[number] = (body, null); continue; }
                var length = int.Parse(stream.Groups[1].Value, CultureInfo.InvariantCulture);
                var from = at + head.Length + stream.Index + stream.Length;
                Assert.Equal("\nendstream", text.Substring(from + length, 10));
                using var plain = new MemoryStream();
                using (var zlib = new ZLibStream(new MemoryStream(bytes, from, length), CompressionMode.Decompress)) zlib.CopyTo(plain);
                pdf.Objects[number] = (body[..stream.Index], plain.ToArray());
            }
            Assert.Contains($"/Size {size}", text[xref..], StringComparison.Ordinal);
            var tree = pdf.Objects.Values.Single(o => o.Dictionary.Contains("/Type /Pages", StringComparison.Ordinal)).Dictionary;
            pdf.Pages.AddRange(Regex.Matches(Regex.Match(tree, @"/Kids \[([^\]]*)\]").Groups[1].Value, @"(\d+) 0 R").Select(m => int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture)));
            foreach (Match font in Regex.Matches(pdf.Objects[pdf.Pages[0]].Dictionary, @"/(Regular|Bold) (\d+) 0 R"))
            {
                var map = int.Parse(Regex.Match(pdf.Objects[int.Parse(font.Groups[2].Value, CultureInfo.InvariantCulture)].Dictionary, @"/ToUnicode (\d+) 0 R").Groups[1].Value, CultureInfo.InvariantCulture);
                pdf.Maps[font.Groups[1].Value] = Regex.Matches(Encoding.ASCII.GetString(pdf.Objects[map].Stream!), "^<([0-9A-F]{4})> <([0-9A-F]+)>$", RegexOptions.Multiline).Where(m => m.Groups[2].Value != "FFFF")
                    .ToDictionary(m => ushort.Parse(m.Groups[1].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture), m => Encoding.BigEndianUnicode.GetString(Convert.FromHexString(m.Groups[2].Value)));
            }
            return pdf;
        }

        public string Content(int page) => Encoding.ASCII.GetString(Objects[int.Parse(Regex.Match(Objects[page].Dictionary, @"/Contents (\d+) 0 R").Groups[1].Value, CultureInfo.InvariantCulture)].Stream!);

        /// <summary>The page's lines of text, one below the other.</summary>
        public string Text(int page) => string.Join('\n', Regex.Matches(Content(Pages[page]), "/(Regular|Bold) [0-9.]+ Tf .*<([0-9A-F]+)> Tj").Select(m =>
            string.Concat(m.Groups[2].Value.Chunk(4).Select(g => Maps[m.Groups[1].Value][ushort.Parse(g, NumberStyles.HexNumber, CultureInfo.InvariantCulture)]))));
    }
}
