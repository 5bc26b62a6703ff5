using System.Buffers.Binary;
using System.Text;

namespace Crm.Platform.Files.Pdf;

/// <summary>What a PDF needs of a TrueType font (OpenType specification 1.9: head, hhea, hmtx, maxp, cmap, loca, glyf): widths, glyphs of characters, and a subset to embed.</summary>
internal sealed class TrueTypeFont
{
    // Instructions stay; names, kerning and vertical metrics are of no use in a PDF.
    static readonly string[] Kept = ["cvt ", "fpgm", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "prep"];

    readonly byte[] data;
    readonly Dictionary<string, (int At, int Length)> tables = [];
    readonly Dictionary<int, ushort> glyphs = [];
    readonly int metrics, count;
    readonly bool longOffsets;

    public TrueTypeFont(byte[] data)
    {
        this.data = data;
        for (var i = 0; i < U16(4); i++)
        {
            var at = 12 + (16 * i);
            tables[Encoding.ASCII.GetString(data, at, 4)] = ((int)U32(at + 8), (int)U32(at + 12));
        }
        UnitsPerEm = U16(At("head") + 18);
        longOffsets = U16(At("head") + 50) == 1;
        Box = [.. Enumerable.Range(0, 4).Select(i => Scaled(I16(At("head") + 36 + (2 * i))))];
        (Ascent, Descent) = (Scaled(I16(At("hhea") + 4)), Scaled(I16(At("hhea") + 6)));
        metrics = U16(At("hhea") + 34);
        count = U16(At("maxp") + 4);
        ReadCharacters();
    }

    public int UnitsPerEm { get; }

    /// <summary>Thousandths of the size, as PDF counts.</summary>
    public int Ascent { get; }

    public int Descent { get; }

    public int[] Box { get; }

    /// <summary>The glyph of a character; 0, the empty box, for one the font does not know.</summary>
    public ushort GlyphOf(Rune rune) => glyphs.GetValueOrDefault(rune.Value);

    /// <summary>Advance in thousandths of the size.</summary>
    public int WidthOf(ushort glyph) => Scaled(U16(At("hmtx") + (4 * Math.Min(glyph, metrics - 1))));

    /// <summary>The font with the outlines of these glyphs alone, each under its own number. The same glyphs give the same bytes.</summary>
    public byte[] Subset(IEnumerable<ushort> used)
    {
        var kept = Closure(used);
        var size = kept.Max + 1;
        var (outlines, offsets, widths) = (new MemoryStream(), new byte[4 * (size + 1)], new byte[4 * size]);
        for (var glyph = 0; glyph < size; glyph++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(offsets.AsSpan(4 * glyph), (uint)outlines.Length);
            if (!kept.Contains(glyph)) continue;
            outlines.Write(Outline(glyph));
            while (outlines.Length % 4 != 0) outlines.WriteByte(0);
            var at = At("hmtx") + (glyph < metrics ? 4 * glyph : (4 * metrics) + (2 * (glyph - metrics)));
            BinaryPrimitives.WriteUInt16BigEndian(widths.AsSpan(4 * glyph), U16(At("hmtx") + (4 * Math.Min(glyph, metrics - 1))));
            BinaryPrimitives.WriteUInt16BigEndian(widths.AsSpan((4 * glyph) + 2), U16(glyph < metrics ? at + 2 : at));
        }
        BinaryPrimitives.WriteUInt32BigEndian(offsets.AsSpan(4 * size), (uint)outlines.Length);
        var head = Table("head").ToArray();
        BinaryPrimitives.WriteUInt32BigEndian(head.AsSpan(8), 0);
        BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(50), 1);
        var (maxp, hhea) = (Table("maxp").ToArray(), Table("hhea").ToArray());
        BinaryPrimitives.WriteUInt16BigEndian(maxp.AsSpan(4), (ushort)size);
        BinaryPrimitives.WriteUInt16BigEndian(hhea.AsSpan(34), (ushort)size);
        return Write([.. Kept.Where(tables.ContainsKey).Select(name => (name, name switch
        {
            "glyf" => outlines.ToArray(), "loca" => offsets, "hmtx" => widths, "head" => head, "maxp" => maxp, "hhea" => hhea, _ => Table(name).ToArray(),
        }))]);
    }

    /// <summary>With the parts that composed glyphs are made of.</summary>
    SortedSet<int> Closure(IEnumerable<ushort> used)
    {
        const int Words = 1, Scale = 8, More = 32, TwoScales = 64, FourScales = 128;
        var (kept, open) = (new SortedSet<int> { 0 }, new Queue<int>(used.Select(g => (int)g).Prepend(0)));
        while (open.TryDequeue(out var glyph))
        {
            if (glyph >= count) continue;
            kept.Add(glyph);
            var outline = Outline(glyph);
            if (outline.Length < 10 || BinaryPrimitives.ReadInt16BigEndian(outline) >= 0) continue;
            for (var at = 10; ;)
            {
                int flags = BinaryPrimitives.ReadUInt16BigEndian(outline[at..]), part = BinaryPrimitives.ReadUInt16BigEndian(outline[(at + 2)..]);
                if (!kept.Contains(part)) open.Enqueue(part);
                at += 4 + ((flags & Words) != 0 ? 4 : 2) + ((flags & FourScales) != 0 ? 8 : (flags & TwoScales) != 0 ? 4 : (flags & Scale) != 0 ? 2 : 0);
                if ((flags & More) == 0) break;
            }
        }
        return kept;
    }

    ReadOnlySpan<byte> Outline(int glyph)
    {
        var loca = At("loca");
        var (from, to) = longOffsets ? ((int)U32(loca + (4 * glyph)), (int)U32(loca + (4 * glyph) + 4)) : (2 * U16(loca + (2 * glyph)), 2 * U16(loca + (2 * glyph) + 2));
        return data.AsSpan(At("glyf") + from, to - from);
    }

    void ReadCharacters()
    {
        var cmap = At("cmap");
        var subtables = Enumerable.Range(0, U16(cmap + 2)).Select(i => cmap + 4 + (8 * i)).Where(at => U16(at) is 0 or 3).Select(at => cmap + (int)U32(at + 4)).Where(at => U16(at) is 4 or 12).OrderBy(U16);
        foreach (var at in subtables)
        {
            if (U16(at) == 12)
                for (var i = 0; i < U32(at + 12); i++)
                {
                    var group = at + 16 + (12 * i);
                    for (var code = U32(group); code <= U32(group + 4); code++) Learn((int)code, (int)(U32(group + 8) + code - U32(group)));
                }
            else
                for (var (i, segments) = (0, U16(at + 6) / 2); i < segments; i++)
                {
                    int end = U16(at + 14 + (2 * i)), start = U16(at + 16 + (2 * segments) + (2 * i)), delta = U16(at + 16 + (4 * segments) + (2 * i)), place = at + 16 + (6 * segments) + (2 * i), range = U16(place);
                    for (var code = start; code <= end && code != 0xFFFF; code++)
                    {
                        var glyph = range == 0 ? code : U16(place + range + (2 * (code - start)));
                        if (glyph != 0) Learn(code, (glyph + delta) & 0xFFFF);
                    }
                }
        }

        void Learn(int code, int glyph)
        {
            if (glyph > 0 && glyph < count) glyphs[code] = (ushort)glyph;
        }
    }

    static byte[] Write(List<(string Name, byte[] Bytes)> parts)
    {
        var (file, at) = (new MemoryStream(), 12 + (16 * parts.Count));
        Span<byte> entry = stackalloc byte[16];
        var power = (int)Math.Floor(Math.Log2(parts.Count));
        entry.Clear();
        BinaryPrimitives.WriteUInt32BigEndian(entry, 0x00010000);
        BinaryPrimitives.WriteUInt16BigEndian(entry[4..], (ushort)parts.Count);
        BinaryPrimitives.WriteUInt16BigEndian(entry[6..], (ushort)(16 << power));
        BinaryPrimitives.WriteUInt16BigEndian(entry[8..], (ushort)power);
        BinaryPrimitives.WriteUInt16BigEndian(entry[10..], (ushort)((16 * parts.Count) - (16 << power)));
        file.Write(entry[..12]);
        foreach (var (name, bytes) in parts)
        {
            Encoding.ASCII.GetBytes(name, entry);
            BinaryPrimitives.WriteUInt32BigEndian(entry[4..], Sum(bytes));
            BinaryPrimitives.WriteUInt32BigEndian(entry[8..], (uint)at);
            BinaryPrimitives.WriteUInt32BigEndian(entry[12..], (uint)bytes.Length);
            file.Write(entry);
            at += (bytes.Length + 3) & ~3;
        }
        foreach (var (_, bytes) in parts)
        {
            file.Write(bytes);
            while (file.Length % 4 != 0) file.WriteByte(0);
        }
        return file.ToArray();
    }

    static uint Sum(byte[] bytes)
    {
        uint sum = 0;
        for (var i = 0; i < bytes.Length; i++) unchecked { sum += (uint)bytes[i] << (24 - (8 * (i % 4))); }
        return sum;
    }

    int Scaled(int units) => (int)Math.Round(units * 1000.0 / UnitsPerEm);

    int At(string table) => tables.TryGetValue(table, out var found) ? found.At : throw new InvalidDataException($"The font has no table {table}.");

    ReadOnlySpan<byte> Table(string name) => data.AsSpan(tables[name].At, tables[name].Length);

    ushort U16(int at) => BinaryPrimitives.ReadUInt16BigEndian(data.AsSpan(at));

    short I16(int at) => BinaryPrimitives.ReadInt16BigEndian(data.AsSpan(at));

    uint U32(int at) => BinaryPrimitives.ReadUInt32BigEndian(data.AsSpan(at));
}
