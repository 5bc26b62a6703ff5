using System.Globalization;
using Crm.Platform;
using Crm.Platform.Files.Pdf;
using Crm.Platform.Localization;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Dashboard;
using Crm.Surveys.Features.Results;
using Microsoft.Extensions.Configuration;

namespace Crm.Surveys.Features.Exports;

/// <summary>Figures as a PDF: with n, interval and definition, charts, and links back to the answers.</summary>
internal sealed class FigureReport(PdfReports reports, Texts texts, Show show, CurrentUser user, TimeProvider clock, IConfiguration configuration)
{
    static string Language => Texts.LanguageOf(CultureInfo.CurrentUICulture);

    public byte[] Of(ReadSatisfaction.View v, ReadTopDrivers.View drivers, ReadTopWords.View words)
    {
        var report = New(texts["surveys.dashboard"]).Paragraph(texts["dashboard.period", show.Date(v.From), show.Date(v.To)] + Filter(v));
        if (v.Before is not null) report.Paragraph(texts["surveys.dashboard.compared", show.Date(v.BeforeFrom), show.Date(v.BeforeTo)], muted: true);
        report.Figures(FigureSheet.Tiles(v.Now, v.Before).Select(t => new PdfFigure(texts[t.Measure], show.Number(t.Value, t.Measure == "surveys.n" ? 0 : 1) + (t.Unit is null ? "" : " " + t.Unit),
            (t.Measure == "surveys.n" ? "" : $"n = {show.Number(t.N)}") + (t.Interval is { } i ? $"\n95 %: {show.Number(i.Low)} … {show.Number(i.High)}" : "") + (t.Before is { } b ? $"\n{texts["surveys.sheet.before"]}: {show.Number(b)}" : ""))));
        report.Link(texts["surveys.dashboard.open"], PublicUrl.Of(configuration, v.Filter.Address("/surveys/dashboard", null)));

        if (v.IndexOf is { } of && v.Months.Any(m => m.Figures.Index?.Index is not null))
        {
            var dimensions = v.Now.Index!.Dimensions.Where(d => d.Dimension.InIndex && d.Index is not null).Select(d => d.Dimension);
            report.Heading($"{texts["surveys.dashboard.index"]}: {of.Title}").Chart(new(PdfChartKind.Line, Months(v), [new(texts["surveys.index"], [.. v.Months.Select(m => m.Figures.Index!.Index)]),
                .. dimensions.Select(d => new Series(d.Title.In(Language), [.. v.Months.Select(m => m.Figures.Index!.Dimensions.First(x => x.Dimension.Key == d.Key).Index)]))])).Paragraph(texts["surveys.index.hint"], muted: true);
        }
        if (v.Months.Any(m => m.Figures.CsatN > 0))
            report.Heading(texts["surveys.trend.csat"]).Chart(new(PdfChartKind.Line, Months(v), [new(texts["surveys.csat"], [.. v.Months.Select(m => m.Figures.Csat * 100)])], " %")).Paragraph(texts["surveys.csat.hint"], muted: true);
        if (v.Months.Any(m => m.Figures.Nps is not null))
            report.Heading(texts["surveys.trend.nps"]).Chart(new(PdfChartKind.Line, Months(v), [new(texts["surveys.nps"], [.. v.Months.Select(m => m.Figures.Nps?.Score)])])).Paragraph(texts["surveys.nps.hint"], muted: true);
        if (v.Weakest.Count > 0)
            report.Heading(texts["surveys.weakest"]).Chart(new(PdfChartKind.Bar, [.. v.Weakest.Select(w => $"{w.Text} (n={w.N})")], [new(texts["surveys.item.index"], [.. v.Weakest.Select(w => (double?)w.Index)])]));
        if (drivers is { Of: { } explained, Analysis: { Refused: null } a })
            report.Heading($"{texts["surveys.dashboard.drivers"]}: {explained.Title}").Paragraph(texts["surveys.dashboard.drivers.fit", show.Number(a.N), show.Number(a.Fit!.RSquared, 2)])
                .Chart(new(PdfChartKind.Bar, [.. drivers.Top.Select(d => d.Title.In(Language))], [new(texts["surveys.drivers.importance"], [.. drivers.Top.Select(d => (double?)(100 * d.Importance))])], " %")).Paragraph(texts["surveys.drivers.method"], muted: true);
        if (words is { Of: { } told, Words.Count: > 0 })
            report.Heading($"{texts["surveys.words.frequent"]}: {told.Title}").Paragraph(texts["surveys.words.n", show.Number(words.N)])
                .Paragraph(string.Join(" · ", words.Words.Select(w => $"{w.Word} ({show.Number(w.N)})"))).Paragraph(texts["surveys.words.hint"], muted: true);
        foreach (var b in v.Breakdowns.Where(b => b.Groups.Count > 0))
            report.Heading(texts["surveys.by." + b.Facet]).Table(
                [new(texts["surveys.facet." + b.Facet], 3), new("n", 1, true), new(texts["surveys.csat"], 1.3, true), new("95 %", 2, true), new("n", 1, true), new(texts["surveys.nps"], 1.1, true), new("95 %", 2, true)],
                b.Groups.Select(g => (IReadOnlyList<PdfCell>)
                [
                    g.Name, new(show.Number(g.CsatN), PublicUrl.Of(configuration, v.Answers((b.Facet, g.Value), ("headline", "true")))), show.Percent(g.Csat), Shares(g.CsatInterval),
                    new(show.Number(g.NpsN), PublicUrl.Of(configuration, v.Answers((b.Facet, g.Value), ("nps", "true")))), show.Number(g.Nps?.Score), ResultsPage.Between(show, g.Nps?.AdjustedWald),
                ])).Paragraph(texts["surveys.dashboard.least", ReadSatisfaction.Least], muted: true);
        if (v.FollowUps is { } calls)
            report.Heading(texts["surveys.dashboard.followups"]).Table([new("", 3), new("n", 1, true)],
                new[] { ("open", show.Number(calls.Open)), ("overdue", show.Number(calls.Overdue)), ("opened", show.Number(calls.Opened)), ("closed", show.Number(calls.Closed)), ("intime", show.Percent(calls.InTimeShare)) }
                    .Select(x => (IReadOnlyList<PdfCell>)[texts["surveys.dashboard.followups." + x.Item1], x.Item2]));
        return report.ToArray();
    }

    public byte[] Of(FiguresOf of)
    {
        var r = of.Results;
        var (f, all) = (r.Figures, r.All);
        var report = New(r.Wave ?? r.Survey).Paragraph(string.Join(" · ", [r.Wave is null ? texts["surveys.results.all"] : r.Survey, .. of.Filter.InWords(texts, show, of.More.Choices)]));
        var tiles = new List<PdfFigure> { new(texts["surveys.n"], show.Number(f.Responses), all.Responses > f.Responses ? texts["surveys.leftout.of", all.Responses - f.Responses, all.Responses] : null) };
        if (f.Index is { } index) tiles.Add(new(texts["surveys.index"], show.Number(index), $"{texts[f.Grade!.Value]}\n95 %: {ResultsPage.Between(show, f.IndexInterval)}"));
        if (f.Headline is { N: > 0 } headline) tiles.Add(new(texts["surveys.csat"], show.Percent(f.Csat), $"n = {show.Number(headline.N)}\n95 %: {Shares(f.CsatInterval)}"));
        if (f.Nps is { } tile) tiles.Add(new(texts["surveys.nps"], show.Number(tile.Score), $"n = {show.Number(tile.N)}\n95 %: {ResultsPage.Between(show, tile.AdjustedWald)}\n{texts[tile.Reading!.Value]}"));
        if (r.ResponseRate is { } rate) tiles.Add(new(texts["surveys.rate"], show.Percent(rate), texts["surveys.rate.note", show.Number(r.Finished), show.Number(r.Delivered)]));
        report.Figures(tiles).Link(texts["surveys.dashboard.open"], PublicUrl.Of(configuration, $"/surveys/{r.SurveyId}/results{FilterAddress.Query(of.Filter)}"));
        foreach (var (_, hint) in new[] { (f.Index is not null, "surveys.index.hint"), (f.Headline is { N: > 0 }, "surveys.csat.hint"), (f.Nps is not null, "surveys.nps.method") }.Where(h => h.Item1)) report.Paragraph(texts[hint], muted: true);

        var rated = f.Items.Where(i => i.Index is not null).ToList();
        if (rated.Count > 1)
        {
            report.Heading(texts["surveys.chart.items"]).Chart(new(PdfChartKind.Bar, [.. rated.Select(i => i.Item.Text.In(Language))], [new(texts["surveys.item.index"], [.. rated.Select(i => i.Index)])]));
            report.Heading(texts["surveys.chart.distribution"]).Chart(new(PdfChartKind.Stacked, [.. rated.Select(i => $"{i.Item.Text.In(Language)} (n={i.N})")], [.. Enumerable.Range(1, 5).Select(s => new Series(s.ToString(CultureInfo.InvariantCulture), [.. rated.Select(i => i.Scores!.Share(s, s) * 100)]))], " %"));
        }
        foreach (var d in f.Dimensions.Where(d => d.Items.Any(i => i.Scores is { N: > 0 })))
            report.Heading(d.Dimension.Title.In(Language) + (d.Index is { } dimension ? $": {show.Number(dimension)} (95 %: {ResultsPage.Between(show, d.Interval)})" : "")).Table(
                [new(texts["surveys.item"], 3.4), new("n", 1, true), new($"{texts["surveys.mean"]}, 95 %", 1.7, true), new(texts["surveys.median"], 1, true), new(texts["surveys.sd"], 1, true), new($"{texts["surveys.satisfied"]}, 95 %", 2.1, true), new($"{texts["surveys.dissatisfied"]}, 95 %", 2.1, true), new($"{texts["surveys.item.index"]}, 95 %", 1.7, true)],
                d.Items.Where(i => i.Scores is { N: > 0 }).Select(i => (IReadOnlyList<PdfCell>)
                [
                    i.Item.Text.In(Language), show.Number(i.Scores!.N), $"{show.Number(i.Scores.Mean, 2)}\n{ResultsPage.Between(show, i.MeanInterval, 2)}", show.Number(i.Scores.Median, 1), show.Number(i.Scores.StandardDeviation, 2),
                    i.Satisfied is null ? "" : $"{show.Percent(i.Satisfied)}\n{Shares(i.SatisfiedInterval)}", i.Dissatisfied is null ? "" : $"{show.Percent(i.Dissatisfied)}\n{Shares(i.DissatisfiedInterval)}",
                    i.Index is null ? "" : $"{show.Number(i.Index)}\n{ResultsPage.Between(show, i.IndexInterval)}",
                ]));
        if (f.Items.Any(i => i.Scores is { N: > 0 })) report.Paragraph($"{texts["surveys.mean.hint"]} {texts["surveys.share.hint"]}", muted: true);
        foreach (var i in f.Items.Where(i => i.Item.IsChoice && i.N > 0))
            report.Heading($"{i.Item.Text.In(Language)} (n={show.Number(i.N)})").Chart(new(PdfChartKind.Bar, [.. i.Values.Select(x => i.Item.Options.First(o => o.Key == x.Value).Text.In(Language))], [new("%", [.. i.Values.Select(x => (double?)(100.0 * x.N / i.N))])], " %"));
        foreach (var (item, numbers, dates) in of.More.Measured)
        {
            report.Heading($"{item.Text.In(Language)} (n={show.Number(numbers?.N ?? dates!.N)})");
            if (numbers is { } x)
                report.Table([.. new[] { "surveys.mean", "surveys.interval", "surveys.median", "surveys.quartiles", "surveys.mode", "surveys.sd" }.Select(h => new PdfColumn(texts[h], 1, true))],
                    [[show.Number(x.Mean, 2), ResultsPage.Between(show, x.Interval, 2), show.Number(x.Median, 2), $"{show.Number(x.LowerQuartile, 2)} · {show.Number(x.UpperQuartile, 2)}", show.Number(x.Mode, 2), show.Number(x.StandardDeviation, 2)]])
                    .Chart(new(PdfChartKind.Bar, [.. x.Bands.Select(b => ResultsPage.NameOf(texts, show, b))], [new("n", [.. x.Bands.Select(b => (double?)b.N)])])).Paragraph(texts["surveys.quartiles.hint"], muted: true);
            if (dates is { } d)
                report.Paragraph($"{texts["surveys.dates.first"]}: {show.Date(d.First)} · {texts["surveys.dates.last"]}: {show.Date(d.Last)}").Chart(new(PdfChartKind.Bar, [.. d.Periods.Select(p => p.Name)], [new("n", [.. d.Periods.Select(p => (double?)p.N)])]));
        }
        if (r.Comments.Count > 0)
        {
            report.Heading(texts["surveys.comments"]).Paragraph(texts["surveys.comments.masked"], muted: true);
            report.Table([new("", 1), new(texts["surveys.item"], 3), new(texts["surveys.comments"], 8)], r.Comments.Select(c => (IReadOnlyList<PdfCell>)[c.Headline?.ToString(CultureInfo.InvariantCulture), c.Item, c.Text]));
        }
        return report.ToArray();
    }

    PdfReport New(string title) => reports.New(title, Language, $"{title} · {show.DateTime(clock.GetUtcNow())} · {user.Name}");

    string Shares(Interval? i) => ResultsPage.Shares(show, i);

    static IReadOnlyList<string> Months(ReadSatisfaction.View v) => [.. v.Months.Select(m => m.From.ToString("yyyy-MM", CultureInfo.InvariantCulture))];

    string Filter(ReadSatisfaction.View v)
    {
        var f = v.Filter;
        string?[] said =
        [
            f.Survey is { } survey ? v.Surveys.FirstOrDefault(s => s.Id == survey)?.Title : null, f.Team is { } team ? v.Teams.FirstOrDefault(t => t.Id == team)?.Title : null,
            f.Channel is { } channel ? texts[channel] : null, f.Level is { } level ? texts[level] : null, f.Industry, f.Region,
        ];
        return string.Concat(said.Where(s => !string.IsNullOrWhiteSpace(s)).Select(s => " · " + s));
    }
}
