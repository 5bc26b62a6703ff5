using System.Globalization;
using static Crm.Platform.Files.Pdf.PdfFile;

namespace Crm.Platform.Files.Pdf;

/// <summary>A cell of a table; with an address it is a link.</summary>
public sealed record PdfCell(string Text, string? Url = null)
{
    /// <summary>Text alone.</summary>
    public static implicit operator PdfCell(string? text) => new(text ?? "");
}

/// <summary>A column of a table.</summary>
/// <param name="Share">Of the width, in proportion to the others.</param>
/// <param name="Right">Numbers stand to the right.</param>
public sealed record PdfColumn(string Heading, double Share = 1, bool Right = false);

/// <summary>A figure in a frame: what it is, how much, and what has to be known beside it.</summary>
public sealed record PdfFigure(string Label, string Value, string? Note = null);

/// <summary>
/// A report that flows over A4 pages: headings, paragraphs, figures, tables whose head is repeated, charts of shapes,
/// page numbers. Latin and Chinese; text can be selected and searched. The same report gives the same bytes.
/// </summary>
public sealed class PdfReport
{
    const double Margin = 48, Bottom = PdfPage.Height - 54, Inside = PdfPage.Width - (2 * Margin);

    readonly PdfFont regular, bold;
    readonly string title, language, footer;
    readonly PdfCharts charts;
    readonly List<PdfPage> pages = [];
    string? heading; // waits for what it stands above
    double y;

    internal PdfReport(PdfFonts fonts, string title, string language, string footer)
    {
        (regular, bold) = (new PdfFont(fonts.Regular, "Regular"), new PdfFont(fonts.Bold, "Bold"));
        (this.title, this.language, this.footer) = (title, language, footer);
        charts = new PdfCharts(regular, (value, decimals) => value.ToString("N" + decimals, CultureInfo.GetCultureInfo(language)));
        NewPage();
        Text(bold, 18, title);
        y += 4;
    }

    PdfPage Page => pages[^1];

    /// <summary>A heading; it stands on the page of what follows it.</summary>
    public PdfReport Heading(string text)
    {
        if (heading is not null) Room(0);
        heading = text;
        return this;
    }

    /// <summary>Running text.</summary>
    public PdfReport Paragraph(string text, bool muted = false)
    {
        Text(regular, muted ? 8 : 9.5, text, muted ? PdfColor.Muted : PdfColor.Ink);
        y += 3;
        return this;
    }

    /// <summary>Figures side by side, four in a row.</summary>
    public PdfReport Figures(IEnumerable<PdfFigure> figures)
    {
        const double Gap = 8;
        const double Width = (Inside - (3 * Gap)) / 4;
        foreach (var row in figures.Chunk(4))
        {
            var notes = row.Select(f => TextLines.Of(f.Note ?? "", Width - 14, t => regular.WidthOf(t, 7))).ToList();
            var height = 42 + (notes.Max(n => n.Count) * 9);
            Room(height + Gap);
            foreach (var (i, figure) in row.Index())
            {
                var x = Margin + (i * (Width + Gap));
                Page.Rectangle(x, y, Width, height, PdfColor.Shade);
                Page.Text(regular, 7.5, x + 7, y + 13, figure.Label, PdfColor.Muted);
                Page.Text(bold, 15, x + 7, y + 31, figure.Value);
                foreach (var (line, note) in notes[i].Index()) Page.Text(regular, 7, x + 7, y + 42 + (9 * line), note, PdfColor.Muted);
            }
            y += height + Gap;
        }
        return this;
    }

    /// <summary>A table; its head is repeated on every page, and no row is cut in two.</summary>
    public PdfReport Table(IReadOnlyList<PdfColumn> columns, IEnumerable<IReadOnlyList<PdfCell>> rows)
    {
        const double Size = 8, Leading = 11, Padding = 4;
        var all = columns.Sum(c => c.Share);
        double[] widths = [.. columns.Select(c => Inside * c.Share / all)];
        double[] lefts = [.. widths.Select((_, i) => Margin + widths[..i].Sum())];
        var head = Cells(bold, [.. columns.Select(c => (PdfCell)c.Heading)]);
        Room(HeightOf(head) + (2 * Leading));
        Row(bold, head, true);
        foreach (var row in rows)
        {
            var cells = Cells(regular, row);
            if (y + HeightOf(cells) > Bottom)
            {
                NewPage();
                Row(bold, head, true);
            }
            Row(regular, cells, false);
        }
        y += 6;
        return this;

        List<(IReadOnlyList<string> Lines, string? Url)> Cells(PdfFont font, IReadOnlyList<PdfCell> row) =>
            [.. row.Select((c, i) => (TextLines.Of(c.Text, widths[i] - (2 * Padding), t => font.WidthOf(t, Size)), c.Url))];

        double HeightOf(List<(IReadOnlyList<string> Lines, string? Url)> cells) => (Math.Max(1, cells.Max(c => c.Lines.Count)) * Leading) + Padding;

        void Row(PdfFont font, List<(IReadOnlyList<string> Lines, string? Url)> cells, bool isHead)
        {
            var height = HeightOf(cells);
            if (isHead) Page.Rectangle(Margin, y, Inside, height, PdfColor.Shade);
            foreach (var (i, (lines, url)) in cells.Index())
                foreach (var (line, text) in lines.Index())
                {
                    var x = columns[i].Right ? lefts[i] + widths[i] - Padding - font.WidthOf(text, Size) : lefts[i] + Padding;
                    Page.Text(font, Size, x, y + 9.5 + (line * Leading), text, url is null ? PdfColor.Ink : PdfColor.Link);
                    if (url is not null) Page.Link(x, y + 2 + (line * Leading), font.WidthOf(text, Size), Leading, url);
                }
            y += height;
            Page.Line(Margin, y, Margin + Inside, y);
        }
    }

    /// <summary>A chart, whole on one page as far as it fits one.</summary>
    public PdfReport Chart(PdfChart chart)
    {
        // Bars that are more than a page holds go on on the next one.
        var most = chart.Kind is PdfChartKind.Bar or PdfChartKind.Stacked ? 30 : int.MaxValue;
        for (var from = 0; from == 0 || from < chart.Categories.Count; from += most)
        {
            var part = most >= chart.Categories.Count ? chart : chart with
            {
                Categories = [.. chart.Categories.Skip(from).Take(most)],
                Series = [.. chart.Series.Select(s => s with { Values = [.. s.Values.Skip(from).Take(most)] })],
                Low = chart.Low is null ? null : [.. chart.Low.Skip(from).Take(most)],
                High = chart.High is null ? null : [.. chart.High.Skip(from).Take(most)],
            };
            var height = PdfCharts.HeightOf(part);
            Room(height + 6);
            charts.Draw(Page, part, Margin, y, Inside);
            y += height + 6;
            if (most == int.MaxValue) break;
        }
        return this;
    }

    /// <summary>A line that is a link.</summary>
    public PdfReport Link(string text, string url)
    {
        Room(13);
        Page.Text(regular, 9, Margin, y + 9, text, PdfColor.Link);
        Page.Link(Margin, y, regular.WidthOf(text, 9), 12, url);
        y += 15;
        return this;
    }

    /// <summary>The finished file.</summary>
    public byte[] ToArray()
    {
        if (heading is not null) Room(0);
        var file = new PdfFile();
        int catalog = file.Reserve(), tree = file.Reserve(), one = file.Reserve(), two = file.Reserve();
        foreach (var (i, page) in pages.Index())
        {
            var number = $"{i + 1} / {pages.Count}";
            page.Line(Margin, Bottom + 12, Margin + Inside, Bottom + 12);
            page.Text(regular, 7.5, Margin, Bottom + 23, footer, PdfColor.Muted);
            page.Text(regular, 7.5, Margin + Inside - regular.WidthOf(number, 7.5), Bottom + 23, number, PdfColor.Muted);
        }
        var kids = pages.ConvertAll(page =>
        {
            var content = file.AddStream(page.Content);
            return file.Add($"<< /Type /Page /Parent {tree} 0 R /MediaBox [0 0 {N(PdfPage.Width)} {N(PdfPage.Height)}] /Resources << /Font << /{regular.Name} {one} 0 R /{bold.Name} {two} 0 R >> >> /Contents {content} 0 R{(page.Links.Count == 0 ? "" : $" /Annots [{string.Join(' ', page.Links)}]")} >>");
        });
        regular.Embed(file, one);
        bold.Embed(file, two);
        file.Set(tree, $"<< /Type /Pages /Kids [{string.Join(' ', kids.Select(k => $"{k} 0 R"))}] /Count {kids.Count} >>");
        file.Set(catalog, $"<< /Type /Catalog /Pages {tree} 0 R /Lang ({language}) /ViewerPreferences << /DisplayDocTitle true >> >>");
        return file.ToArray(catalog, file.Add($"<< /Title {PdfFile.Text(title)} /Producer (CRM) >>"));
    }

    void Text(PdfFont font, double size, string text, string color = PdfColor.Ink)
    {
        foreach (var line in TextLines.Of(text, Inside, t => font.WidthOf(t, size)))
        {
            Room(size * 1.45);
            y += size * 1.45;
            Page.Text(font, size, Margin, y - (size * 0.35), line, color);
        }
    }

    void Room(double height)
    {
        var above = heading;
        heading = null;
        if (y + height + (above is null ? 0 : 12 + (12 * 1.45 * TextLines.Of(above, Inside, t => bold.WidthOf(t, 12)).Count)) > Bottom && y > Margin) NewPage();
        if (above is null) return;
        y += 10;
        Text(bold, 12, above);
        y += 2;
    }

    void NewPage()
    {
        pages.Add(new PdfPage());
        y = Margin;
    }
}

/// <summary>Begins reports.</summary>
public sealed class PdfReports
{
    readonly PdfFonts fonts;

    internal PdfReports(PdfFonts fonts) => this.fonts = fonts;

    /// <summary>Type of the file.</summary>
    public const string ContentType = "application/pdf";

    /// <summary>A report with its title on the first page and in the file, in a language (zh-CN, en), with a line at the foot of each page.</summary>
    public PdfReport New(string title, string language, string footer) => new(fonts, title, language, footer);
}
