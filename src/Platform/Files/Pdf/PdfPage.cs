using System.Globalization;
using System.Text;
using static Crm.Platform.Files.Pdf.PdfFile;

namespace Crm.Platform.Files.Pdf;

/// <summary>A page being drawn. Places are in points from its upper left corner.</summary>
internal sealed class PdfPage
{
    /// <summary>A4.</summary>
    public const double Width = 595.28, Height = 841.89;

    readonly StringBuilder content = new();

    public List<string> Links { get; } = [];

    public byte[] Content => Encoding.ASCII.GetBytes(content.ToString());

    /// <summary>One line of text.</summary>
    /// <param name="y">Where it stands: its base line.</param>
    public void Text(PdfFont font, double size, double x, double y, string text, string color = PdfColor.Ink)
    {
        if (text.Length > 0) Say($"BT /{font.Name} {N(size)} Tf {color} rg {N(x)} {N(Height - y)} Td <{font.Encode(text)}> Tj ET");
    }

    public void Rectangle(double x, double y, double width, double height, string color) => Say($"{color} rg {N(x)} {N(Height - y - height)} {N(width)} {N(height)} re f");

    public void Line(double x1, double y1, double x2, double y2, string color = PdfColor.Rule, double width = 0.5) => Lines([(x1, y1), (x2, y2)], color, width);

    public void Lines(IReadOnlyList<(double X, double Y)> points, string color, double width)
    {
        if (points.Count > 1) Say($"{color} RG {N(width)} w {string.Join(' ', points.Select((p, i) => $"{N(p.X)} {N(Height - p.Y)} {(i == 0 ? "m" : "l")}"))} S");
    }

    /// <summary>A dot, of four curves (0.5523: the best that cubic curves do for a circle).</summary>
    public void Dot(double x, double y, double r, string color)
    {
        var (u, k) = (Height - y, r * 0.5523);
        Say($"{color} rg {N(x - r)} {N(u)} m {N(x - r)} {N(u + k)} {N(x - k)} {N(u + r)} {N(x)} {N(u + r)} c {N(x + k)} {N(u + r)} {N(x + r)} {N(u + k)} {N(x + r)} {N(u)} c {N(x + r)} {N(u - k)} {N(x + k)} {N(u - r)} {N(x)} {N(u - r)} c {N(x - k)} {N(u - r)} {N(x - r)} {N(u - k)} {N(x - r)} {N(u)} c f");
    }

    public void Link(double x, double y, double width, double height, string url) =>
        Links.Add($"<< /Type /Annot /Subtype /Link /Border [0 0 0] /Rect [{N(x)} {N(Height - y - height)} {N(x + width)} {N(Height - y)}] /A << /S /URI /URI {Address(url)} >> >>");

    void Say(string operators) => content.Append(CultureInfo.InvariantCulture, $"{operators}\n");
}

/// <summary>Colours as PDF writes them: red, green and blue from 0 to 1. Those of series can be told apart in print too.</summary>
internal static class PdfColor
{
    public const string Ink = "0.11 0.14 0.2", Muted = "0.38 0.42 0.49", Rule = "0.83 0.85 0.88", Shade = "0.955 0.962 0.972", Link = "0.02 0.36 0.68", White = "1 1 1";

    public static readonly string[] Series = ["0.02 0.43 0.81", "0.97 0.46 0.03", "0.18 0.62 0.37", "0.68 0.24 0.67", "0.84 0.22 0.22", "0.38 0.42 0.49"];

    /// <summary>From bad to good: steps of a scale.</summary>
    public static readonly string[] Scale = ["0.84 0.22 0.22", "0.97 0.55 0.25", "0.96 0.78 0.33", "0.55 0.76 0.42", "0.18 0.55 0.34"];
}
