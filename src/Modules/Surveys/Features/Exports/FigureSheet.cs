using Crm.Platform.Files;
using Crm.Platform.Localization;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Dashboard;
using Crm.Surveys.Features.Results;

namespace Crm.Surveys.Features.Exports;

/// <summary>What figures are written as.</summary>
internal enum FigureFormat { Pdf, Xlsx, Csv }

/// <summary>A finished file of figures.</summary>
internal sealed record FigureFile(Stream Content, string Name, string ContentType);

/// <summary>Figures as lines of one table: what, of what, how many, how much, within which interval, and how it is counted.</summary>
internal sealed class FigureSheet(Texts texts, Show show)
{
    public Task<SheetFile> Write(ExportFormat format, string name, ReadSatisfaction.View view, CancellationToken ct) => Write(format, name, texts["surveys.dashboard"], "before", Of(view), ct);

    public Task<SheetFile> Write(ExportFormat format, string name, FiguresOf figures, CancellationToken ct) => Write(format, name, texts["surveys.results"], "withall", Of(figures), ct);

    /// <param name="beside">What stands beside each figure: the one of the period before, or the one with flagged answers.</param>
    Task<SheetFile> Write(ExportFormat format, string name, string sheet, string beside, IEnumerable<object?[]> lines, CancellationToken ct) =>
        SheetFile.Write(format, name, sheet, [.. new[] { "section", "name", "measure", "n", "value", "low", "high", beside, "from", "to", "definition" }.Select(h => texts["surveys.sheet." + h])], Async(lines), ct);

    IEnumerable<object?[]> Of(ReadSatisfaction.View v)
    {
        foreach (var line in Tiles(v.Now, v.Before)) yield return Line(texts["surveys.dashboard"], v.IndexOf is { } of && line.Measure == "surveys.index" ? of.Title : "", line, v.From, v.To);
        foreach (var month in v.Months)
            foreach (var line in Tiles(month.Figures, null)) yield return Line(texts["surveys.sheet.months"], month.From.ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture), line, month.From, month.To);
        if (v.Now.Index is { } index)
            foreach (var d in index.Dimensions.Where(d => d.Index is not null))
                yield return Line(texts["surveys.sheet.dimensions"], d.Dimension.Title.In(Language), new("surveys.index.dimension", d.Items.Max(i => i.N), d.Index, d.Interval, null, v.Before?.Index?.Dimensions.FirstOrDefault(x => x.Dimension.Key == d.Dimension.Key)?.Index), v.From, v.To);
        foreach (var w in v.Weakest) yield return Line(texts["surveys.weakest"], w.Text, new("surveys.item.index", w.N, w.Index, w.Interval, null, w.Before), v.From, v.To);
        foreach (var breakdown in v.Breakdowns)
            foreach (var g in breakdown.Groups)
            {
                if (g.CsatN > 0) yield return Line(texts["surveys.by." + breakdown.Facet], g.Name, new("surveys.csat", g.CsatN, g.Csat * 100, Percent(g.CsatInterval)), v.From, v.To);
                if (g.NpsN > 0) yield return Line(texts["surveys.by." + breakdown.Facet], g.Name, new("surveys.nps", g.NpsN, g.Nps?.Score, g.Nps?.AdjustedWald), v.From, v.To);
            }
        if (v.FollowUps is not { } calls) yield break;
        foreach (var (key, n) in new[] { ("open", calls.Open), ("overdue", calls.Overdue), ("opened", calls.Opened), ("closed", calls.Closed) })
            yield return [texts["surveys.dashboard.followups"], "", texts["surveys.dashboard.followups." + key], n, null, null, null, null, v.From, v.To, ""];
        yield return [texts["surveys.dashboard.followups"], "", texts["surveys.dashboard.followups.intime"], calls.Owed, calls.InTimeShare * 100, null, null, null, v.From, v.To, ""];
    }

    IEnumerable<object?[]> Of(FiguresOf of)
    {
        var r = of.Results;
        var (f, all) = (r.Figures, r.All);
        foreach (var narrowed in of.Filter.InWords(texts, show, of.More.Choices)) yield return [texts["surveys.filter"], narrowed, "", null, null, null, null, null, null, null, ""];
        object?[] Whole(string measure, long? n, double? value, Interval? interval, double? with) => [texts["surveys.results"], r.Wave ?? r.Survey, texts[measure], n, Round(value), Round(interval?.Low), Round(interval?.High), Round(with), null, null, Definition(measure)];
        yield return Whole("surveys.n", f.Responses, f.Responses, null, all.Responses);
        if (f.Index is { } index) yield return Whole("surveys.index", f.Responses, index, f.IndexInterval, all.Index);
        if (f.Headline is { N: > 0 } headline) yield return Whole("surveys.csat", headline.N, f.Csat * 100, Percent(f.CsatInterval), all.Csat * 100);
        if (f.Nps is { } nps) yield return Whole("surveys.nps", nps.N, nps.Score, nps.AdjustedWald, all.Nps?.Score);
        if (r.ResponseRate is { } rate) yield return Whole("surveys.rate", r.Delivered, rate * 100, null, null);
        foreach (var flag in r.LeftOut) yield return [texts["surveys.cleaning"], "", texts[flag.Flag], flag.N, null, null, null, null, null, null, ""];
        foreach (var d in f.Dimensions)
        {
            var section = d.Dimension.Title.In(Language);
            // A share of one answer among others is measured by its name, and defined as all of them are.
            object?[] Item(ItemFigures i, string measure, long n, object? value, Interval? interval = null, string? called = null) =>
                [section, i.Item.Text.In(Language), called ?? texts[measure], n, value is double v ? Round(v) : value, Round(interval?.Low), Round(interval?.High), null, null, null, Definition(measure)];
            object?[] Share(ItemFigures i, string called, long n, long ofAll) => Item(i, "surveys.share", n, 100.0 * n / ofAll, Percent(Statistics.ShareInterval(n, ofAll)), called);
            if (d.Index is { } dimension) yield return [section, "", texts["surveys.index.dimension"], d.Items.Max(i => i.N), Round(dimension), Round(d.Interval?.Low), Round(d.Interval?.High), null, null, null, Definition("surveys.index.dimension")];
            foreach (var i in d.Items.Where(i => i.N > 0))
            {
                if (i.Scores is { N: > 0 } s)
                {
                    yield return Item(i, "surveys.mean", s.N, s.Mean, i.MeanInterval);
                    yield return Item(i, "surveys.median", s.N, s.Median);
                    yield return Item(i, "surveys.mode", s.N, s.Mode);
                    yield return Item(i, "surveys.sd", s.N, s.StandardDeviation);
                    if (i.Satisfied is { } satisfied) yield return Item(i, "surveys.satisfied", s.N, satisfied * 100, Percent(i.SatisfiedInterval));
                    if (i.Dissatisfied is { } dissatisfied) yield return Item(i, "surveys.dissatisfied", s.N, dissatisfied * 100, Percent(i.DissatisfiedInterval));
                    if (i.Index is { } itemIndex) yield return Item(i, "surveys.item.index", s.N, itemIndex, i.IndexInterval);
                    foreach (var (score, n) in s.Scores) yield return Share(i, $"= {score}", n, s.N);
                }
                foreach (var (value, n) in i.Values) yield return Share(i, $"= {i.Item.Options.FirstOrDefault(o => o.Key == value)?.Text.In(Language) ?? value}", n, i.N);
                foreach (var (value, rank) in i.Ranks)
                {
                    var option = i.Item.Options.FirstOrDefault(o => o.Key == value)?.Text.In(Language) ?? value;
                    yield return Share(i, $"{texts["surveys.ranking.first"]}: {option}", rank.First, i.N);
                    yield return Item(i, "surveys.ranking.mean", i.Values.FirstOrDefault(v => v.Value == value).N, rank.MeanPlace, called: $"{texts["surveys.ranking.mean"]}: {option}");
                }
                if (i.Scores is null && i.Values.Count == 0) yield return Item(i, "surveys.n", i.N, null);
                var measured = of.More.Measured.FirstOrDefault(m => m.Item.Key == i.Item.Key);
                if (measured?.Numbers is { } x)
                {
                    yield return Item(i, "surveys.mean", x.N, x.Mean, x.Interval);
                    yield return Item(i, "surveys.median", x.N, x.Median);
                    yield return Item(i, "surveys.quartiles", x.N, x.LowerQuartile, called: texts["surveys.quartiles.lower"]);
                    yield return Item(i, "surveys.quartiles", x.N, x.UpperQuartile, called: texts["surveys.quartiles.upper"]);
                    yield return Item(i, "surveys.mode", x.N, x.Mode);
                    yield return Item(i, "surveys.sd", x.N, x.StandardDeviation);
                    foreach (var band in x.Bands) yield return Share(i, ResultsPage.NameOf(texts, show, band), band.N, x.N);
                }
                if (measured?.Dates is { } dates)
                {
                    yield return Item(i, "surveys.dates.first", dates.N, dates.First);
                    yield return Item(i, "surveys.dates.last", dates.N, dates.Last);
                    foreach (var period in dates.Periods) yield return Share(i, period.Name, period.N, dates.N);
                }
            }
        }
    }

    /// <summary>A figure on its way into a line or a report.</summary>
    internal sealed record Tile(string Measure, long N, double? Value, Interval? Interval = null, string? Unit = null, double? Before = null);

    internal static IEnumerable<Tile> Tiles(ReadSatisfaction.Figures f, ReadSatisfaction.Figures? before)
    {
        yield return new("surveys.n", f.Answers, f.Answers, null, null, before?.Answers);
        if (f.Index?.Index is { } index) yield return new("surveys.index", f.Index.Responses, index, f.Index.IndexInterval, null, before?.Index?.Index);
        if (f.CsatN > 0) yield return new("surveys.csat", f.CsatN, f.Csat * 100, Percent(f.CsatInterval), "%", before?.Csat * 100);
        if (f.Nps is { } nps) yield return new("surveys.nps", nps.N, nps.Score, nps.AdjustedWald, null, before?.Nps?.Score);
        if (f.CesN > 0) yield return new("surveys.ces", f.CesN, f.Ces, f.CesInterval, null, before?.Ces);
        if (f.ResponseRate is { } rate) yield return new("surveys.rate", f.Delivered, rate * 100, null, "%", before?.ResponseRate * 100);
    }

    object?[] Line(string section, string name, Tile t, DateOnly from, DateOnly to) =>
        [section, name, texts[t.Measure] + (t.Unit is null ? "" : $" ({t.Unit})"), t.N, Round(t.Value), Round(t.Interval?.Low), Round(t.Interval?.High), Round(t.Before), from, to, Definition(t.Measure)];

    string Definition(string measure) => texts.Has(measure + ".hint") ? texts[measure + ".hint"] : "";

    static string Language => Texts.LanguageOf(System.Globalization.CultureInfo.CurrentUICulture);

    internal static Interval? Percent(Interval? share) => share is null ? null : new(100 * share.Low, 100 * share.High);

    static double? Round(double? value) => value is { } v ? Math.Round(v, 4) : null;

    static async IAsyncEnumerable<IReadOnlyList<object?>> Async(IEnumerable<object?[]> lines)
    {
        foreach (var line in lines) yield return line;
        await Task.CompletedTask;
    }
}
