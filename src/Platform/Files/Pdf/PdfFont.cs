using System.Globalization;
using System.Text;

namespace Crm.Platform.Files.Pdf;

/// <summary>A font in a document: remembers which glyphs are drawn, and embeds those (Type 0 with Identity-H and a ToUnicode map, ISO 32000-1, 9.7 and 9.10.3).</summary>
internal sealed class PdfFont(TrueTypeFont font, string name)
{
    readonly SortedDictionary<ushort, string> drawn = [];

    /// <summary>Name in the pages' resources.</summary>
    public string Name => name;

    public double Ascent => font.Ascent / 1000.0;

    public double WidthOf(string text, double size)
    {
        long width = 0;
        foreach (var rune in text.EnumerateRunes()) width += font.WidthOf(font.GlyphOf(rune));
        return width * size / 1000;
    }

    /// <summary>The text as glyph numbers in hexadecimal.</summary>
    public string Encode(string text)
    {
        var hex = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            var glyph = font.GlyphOf(rune);
            drawn.TryAdd(glyph, glyph == 0 ? "\uFFFD" : rune.ToString());
            hex.Append(glyph.ToString("X4", CultureInfo.InvariantCulture));
        }
        return hex.ToString();
    }

    /// <summary>Writes the font and fills the reserved object.</summary>
    public void Embed(PdfFile file, int number)
    {
        var program = font.Subset(drawn.Keys);
        var data = file.AddStream(program, $"/Length1 {program.Length}");
        var tag = new string([.. System.Security.Cryptography.SHA256.HashData(program).Take(6).Select(b => (char)('A' + (b % 26)))]);
        var full = $"{tag}+NotoSansSC-{name}";
        var descriptor = file.Add($"<< /Type /FontDescriptor /FontName /{full} /Flags 4 /FontBBox [{string.Join(' ', font.Box)}] /ItalicAngle 0 /Ascent {font.Ascent} /Descent {font.Descent} /CapHeight 733 /StemV 80 /FontFile2 {data} 0 R >>");
        var widths = string.Join(' ', drawn.Keys.Select(g => $"{g} [{font.WidthOf(g)}]"));
        var descendant = file.Add($"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{full} /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor {descriptor} 0 R /DW 1000 /W [{widths}] /CIDToGIDMap /Identity >>");
        var unicode = file.AddStream(Encoding.ASCII.GetBytes(ToUnicode()));
        file.Set(number, $"<< /Type /Font /Subtype /Type0 /BaseFont /{full} /Encoding /Identity-H /DescendantFonts [{descendant} 0 R] /ToUnicode {unicode} 0 R >>");
    }

    string ToUnicode()
    {
        var map = new StringBuilder("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n");
        foreach (var part in drawn.Chunk(100))
        {
            map.Append(CultureInfo.InvariantCulture, $"{part.Length} beginbfchar\n");
            foreach (var (glyph, text) in part) map.Append(CultureInfo.InvariantCulture, $"<{glyph:X4}> <{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(text))}>\n");
            map.Append("endbfchar\n");
        }
        return map.Append("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n").ToString();
    }
}
