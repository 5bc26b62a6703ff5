using Crm.Platform.Web;

namespace Crm.Platform.Files.Pdf;

/// <summary>How a chart is drawn.</summary>
public enum PdfChartKind { Bar, Stacked, Line, Scatter }

/// <summary>A chart as shapes. Bars lie, with their names to the left; a scatter takes two series, across and up, and names its dots by the categories.</summary>
/// <param name="Unit">Text after each number.</param>
/// <param name="Low">Lower ends of the intervals around the values of the first series, if it has any; <paramref name="High"/> the upper ones.</param>
public sealed record PdfChart(PdfChartKind Kind, IReadOnlyList<string> Categories, IReadOnlyList<Series> Series, string Unit = "", int Decimals = 1, IReadOnlyList<double?>? Low = null, IReadOnlyList<double?>? High = null);

/// <summary>Draws charts into a box.</summary>
internal sealed class PdfCharts(PdfFont font, Func<double, int, string> number)
{
    const double Small = 7.5, BarHeight = 9, Step = 16, Names = 170, Legend = 14;

    public static double HeightOf(PdfChart chart) => (chart.Series.Count > 1 && chart.Kind != PdfChartKind.Scatter ? Legend : 0) + chart.Kind switch
    {
        PdfChartKind.Bar => (chart.Categories.Count * (Step + (BarHeight * (chart.Series.Count - 1)))) + 18,
        PdfChartKind.Stacked => (chart.Categories.Count * Step) + 18,
        _ => 170,
    };

    public void Draw(PdfPage page, PdfChart chart, double x, double y, double width)
    {
        var colors = chart.Kind == PdfChartKind.Stacked && chart.Series.Count == PdfColor.Scale.Length ? PdfColor.Scale : PdfColor.Series;
        if (chart.Series.Count > 1 && chart.Kind != PdfChartKind.Scatter)
        {
            var at = x;
            foreach (var (i, series) in chart.Series.Index())
            {
                page.Rectangle(at, y + 2, 7, 7, colors[i % colors.Length]);
                page.Text(font, Small, at + 10, y + 8.5, series.Name, PdfColor.Muted);
                at += 22 + font.WidthOf(series.Name, Small);
            }
            y += Legend;
        }
        var height = HeightOf(chart) - (chart.Series.Count > 1 && chart.Kind != PdfChartKind.Scatter ? Legend : 0);
        switch (chart.Kind)
        {
            case PdfChartKind.Bar: Bars(page, chart, x, y, width, height, colors); break;
            case PdfChartKind.Stacked: Stacked(page, chart, x, y, width, height, colors); break;
            case PdfChartKind.Line: Curves(page, chart, x, y, width, height, colors); break;
            default: Dots(page, chart, x, y, width, height); break;
        }
    }

    void Bars(PdfPage page, PdfChart chart, double x, double y, double width, double height, string[] colors)
    {
        var scale = Scale.Of([.. chart.Series.SelectMany(s => s.Values), .. chart.Low ?? [], .. chart.High ?? [], 0]);
        var (left, across) = (x + Names, width - Names - 40);
        double X(double v) => left + (across * scale.At(v));
        foreach (var tick in scale.Ticks)
        {
            page.Line(X(tick), y, X(tick), y + height - 14);
            Centred(page, number(tick, scale.Decimals), X(tick), y + height - 4);
        }
        var top = y + 3;
        foreach (var (i, name) in chart.Categories.Index())
        {
            page.Text(font, Small, x, top + 7.5, Fit(name, Names - 8));
            foreach (var (s, series) in chart.Series.Index())
            {
                if (series.Values[i] is not { } v) continue;
                var (from, to, bar) = (Math.Min(X(0), X(v)), Math.Max(X(0), X(v)), top + (s * BarHeight));
                page.Rectangle(from, bar, Math.Max(0.5, to - from), BarHeight - 1, colors[s % colors.Length]);
                var end = to;
                if (s == 0 && chart.Low is { } low && chart.High is { } high && low[i] is { } a && high[i] is { } b)
                {
                    var middle = bar + ((BarHeight - 1) / 2);
                    page.Line(X(a), middle, X(b), middle, PdfColor.Ink, 0.8);
                    page.Line(X(a), middle - 2, X(a), middle + 2, PdfColor.Ink, 0.8);
                    page.Line(X(b), middle - 2, X(b), middle + 2, PdfColor.Ink, 0.8);
                    end = Math.Max(to, X(b));
                }
                page.Text(font, Small, end + 3, bar + 7, number(v, chart.Decimals) + chart.Unit, PdfColor.Muted);
            }
            top += Step + (BarHeight * (chart.Series.Count - 1));
        }
    }

    void Stacked(PdfPage page, PdfChart chart, double x, double y, double width, double height, string[] colors)
    {
        var (left, across) = (x + Names, width - Names - 10);
        var most = Math.Max(1e-9, Enumerable.Range(0, chart.Categories.Count).Select(i => chart.Series.Sum(s => s.Values[i] ?? 0)).DefaultIfEmpty().Max());
        foreach (var (i, name) in chart.Categories.Index())
        {
            var (at, top) = (left, y + 3 + (i * Step));
            page.Text(font, Small, x, top + 7.5, Fit(name, Names - 8));
            foreach (var (s, series) in chart.Series.Index())
            {
                var part = across * (series.Values[i] ?? 0) / most;
                if (part <= 0) continue;
                page.Rectangle(at, top, part, BarHeight + 1, colors[s % colors.Length]);
                var label = number(series.Values[i]!.Value, 0);
                if (font.WidthOf(label, 6.5) < part - 2) page.Text(font, 6.5, at + ((part - font.WidthOf(label, 6.5)) / 2), top + 7.5, label, colors == PdfColor.Scale && s is 1 or 2 or 3 ? PdfColor.Ink : PdfColor.White);
                at += part;
            }
        }
        page.Line(left, y + height - 12, left + across, y + height - 12);
        page.Text(font, Small, left, y + height - 3, "0" + chart.Unit, PdfColor.Muted);
        var end = number(most, 0) + chart.Unit;
        page.Text(font, Small, left + across - font.WidthOf(end, Small), y + height - 3, end, PdfColor.Muted);
    }

    void Curves(PdfPage page, PdfChart chart, double x, double y, double width, double height, string[] colors)
    {
        var scale = Scale.Of(chart.Series.SelectMany(s => s.Values));
        var (left, across, up) = (x + 34, width - 44, height - 26);
        double X(int i) => left + (chart.Categories.Count < 2 ? across / 2 : across * i / (chart.Categories.Count - 1));
        double Y(double v) => y + 6 + (up * (1 - scale.At(v)));
        Grid(page, scale, chart.Unit, left, across, Y);
        var every = Math.Max(1, (int)Math.Ceiling(chart.Categories.Count * (chart.Categories.Select(c => font.WidthOf(c, Small)).DefaultIfEmpty().Max() + 8) / across));
        foreach (var (i, name) in chart.Categories.Index())
            if (i % every == 0) Centred(page, name, X(i), y + height - 6);
        foreach (var (s, series) in chart.Series.Index())
        {
            var (run, color) = (new List<(double, double)>(), colors[s % colors.Length]);
            foreach (var (i, value) in series.Values.Index())
            {
                if (value is not { } v) // a gap is a gap
                {
                    page.Lines(run, color, 1.4);
                    run.Clear();
                    continue;
                }
                run.Add((X(i), Y(v)));
                page.Dot(X(i), Y(v), 1.8, color);
            }
            page.Lines(run, color, 1.4);
        }
    }

    void Dots(PdfPage page, PdfChart chart, double x, double y, double width, double height)
    {
        var (h, v) = (Scale.Of(chart.Series[0].Values), Scale.Of(chart.Series[1].Values));
        var (left, across, up) = (x + 34, width - 60, height - 36);
        double X(double value) => left + (across * h.At(value));
        double Y(double value) => y + 12 + (up * (1 - v.At(value)));
        Grid(page, v, chart.Unit, left, across, Y);
        foreach (var tick in h.Ticks)
        {
            page.Line(X(tick), y + 12, X(tick), y + 12 + up);
            Centred(page, number(tick, h.Decimals), X(tick), y + height - 14);
        }
        page.Text(font, Small, left, y + 6, chart.Series[1].Name, PdfColor.Muted);
        page.Text(font, Small, left + across - font.WidthOf(chart.Series[0].Name, Small), y + height - 4, chart.Series[0].Name, PdfColor.Muted);
        foreach (var (i, name) in chart.Categories.Index())
        {
            if (chart.Series[0].Values[i] is not { } a || chart.Series[1].Values[i] is not { } b) continue;
            page.Dot(X(a), Y(b), 2.4, PdfColor.Series[0]);
            var label = Fit(name, 120);
            var wide = font.WidthOf(label, 6.5);
            page.Text(font, 6.5, X(a) + 4 + wide > x + width ? X(a) - 4 - wide : X(a) + 4, Y(b) + 2, label);
        }
    }

    void Grid(PdfPage page, Scale scale, string unit, double left, double across, Func<double, double> y)
    {
        foreach (var tick in scale.Ticks)
        {
            page.Line(left, y(tick), left + across, y(tick));
            var label = number(tick, scale.Decimals) + unit;
            page.Text(font, Small, left - 4 - font.WidthOf(label, Small), y(tick) + 2.5, label, PdfColor.Muted);
        }
    }

    void Centred(PdfPage page, string text, double x, double y) => page.Text(font, Small, x - (font.WidthOf(text, Small) / 2), y, text, PdfColor.Muted);

    /// <summary>As much of a name as there is room for.</summary>
    string Fit(string name, double width)
    {
        if (font.WidthOf(name, Small) <= width) return name;
        var kept = new System.Text.StringBuilder();
        var used = font.WidthOf("…", Small);
        foreach (var rune in name.EnumerateRunes())
        {
            used += font.WidthOf(rune.ToString(), Small);
            if (used > width) break;
            kept.Append(rune.ToString());
        }
        return kept.Append('…').ToString();
    }

    /// <summary>An axis with round steps of 1, 2 or 5 (Heckbert, "Nice Numbers for Graph Labels", Graphics Gems, 1990).</summary>
    sealed record Scale(double From, double To, double Step)
    {
        public static Scale Of(IEnumerable<double?> values)
        {
            var known = values.OfType<double>().Where(double.IsFinite).DefaultIfEmpty(0).ToList();
            var (low, high) = (known.Min(), known.Max());
            if (high - low < 1e-9) (low, high) = low >= 0 ? (Math.Max(0, low - 1), high + 1) : (low - 1, high + 1);
            var rough = (high - low) / 4;
            var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
            var step = power * (rough / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 };
            return new(Math.Floor(low / step) * step, Math.Ceiling(high / step) * step, step);
        }

        public int Decimals => Math.Max(0, -(int)Math.Floor(Math.Log10(Step) + 1e-9));

        public double At(double value) => (value - From) / (To - From);

        public IEnumerable<double> Ticks => Enumerable.Range(0, (int)Math.Round((To - From) / Step) + 1).Select(i => From + (i * Step));
    }
}
