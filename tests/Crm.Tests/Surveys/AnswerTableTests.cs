using Crm.Surveys.Domain;
using Crm.Surveys.Domain.Stats;

namespace Crm.Tests.Surveys;

/// <summary>What results pages compute in memory.</summary>
public sealed class AnswerTableTests
{
    static readonly SurveyDefinition Definition = new()
    {
        Dimensions =
        [
            new Dimension { Key = "a", Weight = 3, Items = [Rating("a1"), Rating("a2")] },
            new Dimension { Key = "b", Items = [Rating("b1")] },
            new Dimension { Key = "whole", InIndex = false, Items = [Rating("overall") with { Headline = true }, new Item { Key = "nps", Kind = ItemKind.Nps, Text = LocalText.Of("n", "n") }] },
        ],
    };

    static Item Rating(string key) => new() { Key = key, Kind = ItemKind.Rating, Text = LocalText.Of(key, key) };

    static AnswerTable Table(params (int? Person, string Wave, string? Region, bool Anonymous, Dictionary<string, int> Scores)[] rows)
    {
        var table = new AnswerTable(Definition);
        foreach (var (person, wave, region, anonymous, scores) in rows)
            table.Add(new TableRow(new DateOnly(2026, 3, 1), person is { } p ? (p, null) : null, true, false, anonymous), c => scores.TryGetValue(c, out var score) ? score : null, _ => null, f => f == Facet.Wave ? wave : f == Facet.Region ? region : null);
        table.Total = rows.Length;
        return table;
    }

    [Fact]
    public void A_person_s_index_weighs_dimensions_and_skips_what_was_left_out()
    {
        var table = Table((1, "1", null, false, new() { ["a1"] = 5, ["b1"] = 1 }), (2, "1", null, false, new() { ["overall"] = 3 }));
        Assert.Equal(((3 * 100) + (1 * 0)) / 4.0, table.IndexOf(0)!.Value);
        Assert.Null(table.IndexOf(1));
        Assert.Single(table.Complete([0, 1], [table.Numbers(Definition.Find("a1")!)])[0]);
        Assert.Empty(table.Complete([0, 1], [table.Numbers(Definition.Find("a1")!), table.Numbers(Definition.Find("a2")!)])[0]);
    }

    [Fact]
    public void Figures_are_those_of_the_overview()
    {
        var table = Table((1, "1", null, false, new() { ["a1"] = 5, ["a2"] = 3, ["overall"] = 4, ["nps"] = 9 }), (2, "1", null, false, new() { ["a1"] = 4, ["overall"] = 2, ["nps"] = 3 }));
        var figures = table.Figures([0, 1]);
        Assert.Equal((87.5, 50, 0.5, 0), (figures.Items.First(i => i.Item.Key == "a1").Index!.Value, figures.Items.First(i => i.Item.Key == "a2").Index!.Value, figures.Csat!.Value, figures.Nps!.Score!.Value));
    }

    [Fact]
    public void Ten_people_in_both_are_compared_with_themselves_fewer_are_not()
    {
        (int?, string, string?, bool, Dictionary<string, int>) Row(int person, string wave, int score) => (person, wave, null, false, new() { ["overall"] = score, ["a1"] = score });
        (int?, string, string?, bool, Dictionary<string, int>)[] rows = [.. Enumerable.Range(1, 12).Select(p => Row(p, "1", 3)), .. Enumerable.Range(1, 12).Select(p => Row(p, "2", p <= 8 ? 4 : 3))];
        var table = Table(rows);
        var all = Enumerable.Range(0, 24).ToArray();
        var moved = Movement.Between(table, all[..12], all[12..]);
        Assert.Equal((12, true), (moved.Pairs, moved.Paired));
        var csat = moved.Changes.Single(c => c.Measure.Kind == FigureKind.Csat);
        // Eight gained, none lost: 2 x 0.5^8.
        Assert.Equal((TestMethod.McNemarExact, 2 / 256.0), (csat.Test!.Method, Math.Round(csat.Test.P, 12)));
        Assert.Equal(800 / 12.0, csat.Difference!.Value, 10);
        Assert.Equal((0, 66.67), (csat.Before!.Value, Math.Round(csat.After!.Value, 2)));
        var apart = Movement.Between(table, all[..9], all[12..21]);
        Assert.Equal((9, false), (apart.Pairs, apart.Paired));
        Assert.Equal(TestMethod.Fisher, apart.Changes.Single(c => c.Measure.Kind == FigureKind.Csat).Test!.Method);
    }

    [Fact]
    public void Two_groups_that_are_everybody_are_one_test_three_are_not()
    {
        (int?, string, string?, bool, Dictionary<string, int>) Row(int i, string? region) => (null, "1", region, false, new() { ["overall"] = 1 + (i % 5), ["a1"] = region == "North" ? 2 + (i % 3) : 1 + (i % 5) });
        var two = Comparison.Of(Table([.. Enumerable.Range(0, 60).Select(i => Row(i, i < 25 ? "North" : "South"))]), [.. Enumerable.Range(0, 60)], Facet.Region);
        Assert.All(two.Groups, g => Assert.Equal(g.Of(FigureKind.Index)!.Test!.P, g.Of(FigureKind.Index)!.Adjusted!.Value, 12));
        Assert.Equal(two.Groups[0].Of(FigureKind.Index)!.Adjusted, two.Groups[1].Of(FigureKind.Index)!.Adjusted);
        // With a third group, or somebody who is in neither, each is a question of its own.
        foreach (var third in new[] { "East", null })
        {
            var more = Comparison.Of(Table([.. Enumerable.Range(0, 60).Select(i => Row(i, i < 25 ? "North" : i < 50 ? "South" : third))]), [.. Enumerable.Range(0, 60)], Facet.Region);
            Assert.Contains(more.Groups, g => g.Of(FigureKind.Index)!.Adjusted > g.Of(FigureKind.Index)!.Test!.P);
        }
    }

    [Fact]
    public void Who_is_in_more_than_one_group_is_counted()
    {
        (int?, string, string?, bool, Dictionary<string, int>) Row(int? person, string wave, bool anonymous = false) => (person, wave, "North", anonymous, new() { ["overall"] = 3 });
        var table = Table(Row(1, "1"), Row(1, "1"), Row(2, "1"), Row(2, "2"), Row(3, "2"), Row(null, "1"), Row(null, "2"));
        Assert.Equal((1, 0), (Comparison.Of(table, [.. Enumerable.Range(0, 7)], Facet.Wave).Repeated, Comparison.Of(table, [.. Enumerable.Range(0, 7)], Facet.Region).Repeated));
    }

    [Fact]
    public void A_dimension_that_holds_the_headline_explains_it_by_its_other_items_alone()
    {
        var definition = new SurveyDefinition { Dimensions = [new() { Key = "a", Items = [Rating("overall") with { Headline = true }, Rating("a1")] }, new() { Key = "b", Items = [Rating("b1")] }] };
        var table = new AnswerTable(definition);
        var random = new Random(5);
        foreach (var _ in Enumerable.Range(0, 300))
        {
            var scores = new Dictionary<string, int> { ["overall"] = 1 + random.Next(5), ["a1"] = 1 + random.Next(5), ["b1"] = 1 + random.Next(5) };
            table.Add(new TableRow(new DateOnly(2026, 3, 1), null, true, false, false), c => scores[c], _ => null, _ => null);
        }
        int[] rows = [.. Enumerable.Range(0, 300)];
        var index = table.Index(definition.Dimensions[0]);
        var drivers = DriverAnalysis.Of(table, rows, byDimension: true);
        // Nothing has to do with the headline; counted in, it would explain half of itself.
        Assert.InRange(drivers.Fit!.RSquared, 0, 0.05);
        // The dimension itself stays as it was.
        Assert.Equal((table.Score("overall", 0) + table.Score("a1", 0) - 2) * 12.5, index(0)!.Value, 9);
        Assert.Equal(index(0), table.Index(definition.Dimensions[0])(0));
    }

    [Fact]
    public void An_index_s_interval_from_counts_is_never_narrower_than_person_by_person()
    {
        var random = new Random(3);
        var rows = Enumerable.Range(0, 200).ToArray();
        // Whatever one item has to do with the next.
        foreach (var together in new[] { 0, 50, 100 })
        {
            var table = Table([.. rows.Select(i =>
            {
                var mood = 1 + random.Next(5);
                int Score() => random.Next(100) < together ? mood : 1 + random.Next(5);
                return ((int?)i, "1", (string?)null, false, new Dictionary<string, int> { ["a1"] = Score(), ["a2"] = Score(), ["b1"] = Score() });
            })]);
            var figures = table.Figures(rows);
            var (counted, exact) = (figures.IndexInterval!, PersonFigure.All(table).Single(m => m.Kind == FigureKind.Index).IntervalIn(figures, rows)!);
            Assert.InRange((counted.High - counted.Low) / (exact.High - exact.Low), 1 - 1e-9, 1.8);
            if (together == 100) Assert.Equal(exact.Low, counted.Low, 9);
            // Of one item alone it is the item's own.
            Assert.Equal(figures.Dimensions[1].Items[0].IndexInterval, figures.Dimensions[1].Interval);
            Assert.Equal(25 * (figures.Dimensions[1].Items[0].MeanInterval!.Low - 1), figures.Dimensions[1].Interval!.Low, 9);
        }
        Assert.Null(Table((1, "1", null, false, new() { ["a1"] = 4 })).Figures([0]).IndexInterval);
    }

    [Fact]
    public void Where_figures_of_all_surveys_stand_side_by_side_anonymous_answers_stay_out()
    {
        var table = Table([.. Enumerable.Range(0, 20).Select(i => ((int?)null, "1", (string?)null, i < 8, new Dictionary<string, int> { ["overall"] = 3 }))]);
        var filter = new TableFilter { OneByOne = true, From = new DateOnly(2026, 1, 1) };
        Assert.Equal((12, true), (table.Where(filter).Length, table.MayShow(filter, table.Where(filter))));
    }

    [Fact]
    public void An_anonymous_answer_has_no_person()
    {
        var table = Table((1, "1", null, true, new() { ["overall"] = 3 }), (1, "1", null, false, new() { ["overall"] = 3 }));
        Assert.Equal((-1, 0), (table.Person(0), table.Person(1)));
    }

    [Theory]
    [InlineData(20, 5, true), InlineData(20, 4, false), InlineData(20, 16, false), InlineData(20, 15, true), InlineData(20, 20, true)]
    public void A_filter_of_anonymous_answers_shows_five_and_leaves_five(int all, int north, bool shown)
    {
        var table = Table([.. Enumerable.Range(0, all).Select(i => ((int?)null, "1", (string?)(i < north ? "North" : "South"), true, new Dictionary<string, int> { ["overall"] = 3 }))]);
        var filter = new TableFilter { Facets = new Dictionary<Facet, string> { [Facet.Region] = "North" } };
        Assert.Equal(shown, table.MayShow(filter, table.Where(filter)));
        Assert.False(table.MayShow(new TableFilter { From = new DateOnly(2026, 1, 1) }, table.Where(new TableFilter())));
    }

    [Fact]
    public void A_cross_table_with_too_many_lines_shows_the_largest_and_tests_and_sums_all()
    {
        (int?, string, string?, bool, Dictionary<string, int>)[] rows = [.. Enumerable.Range(0, 25 * 20).Select(i => ((int?)null, "1", (string?)$"Region {i % 25:D2}", false, new Dictionary<string, int> { ["overall"] = i / 25 % 2 == 0 ? 3 : 4 }))];
        var table = Table(rows);
        var crossed = CrossTable.Of(table, [.. Enumerable.Range(0, rows.Length)], r => [table.ValueOf(Facet.Region, r)!], r => [table.Score("overall", r).ToString(System.Globalization.CultureInfo.InvariantCulture)], several: false);
        Assert.Equal((20, 5, 0, 500), (crossed.Rows.Count, crossed.MoreRows, crossed.MoreColumns, crossed.N));
        Assert.Equal(24, crossed.Association!.Test.Df);
        Assert.Equal(crossed.N, crossed.ColumnTotals.Sum());
    }

    [Fact]
    public void Crossed_anonymous_cells_are_all_shown_or_none()
    {
        static CrossTable Cross(AnswerTable table, int[] rows) => CrossTable.Of(table, rows, r => [table.ValueOf(Facet.Region, r)!], r => [table.Score("overall", r).ToString(System.Globalization.CultureInfo.InvariantCulture)], several: false);
        (int?, string, string?, bool, Dictionary<string, int>)[] rows = [.. Enumerable.Range(0, 24).Select(i => ((int?)null, "1", (string?)(i % 2 == 0 ? "North" : "South"), true, new Dictionary<string, int> { ["overall"] = i < 12 ? 3 : 4 }))];
        var open = Cross(Table(rows), [.. Enumerable.Range(0, 24)]);
        Assert.Equal((false, 6, 0.5, 0.5), (open.Hidden, open.Cells[0][0].N, open.Cells[0][0].OfRow, open.Cells[0][0].OfColumn));
        Assert.Equal(1, open.Association!.Test.P, 10);
        var closed = Cross(Table(rows[..16]), [.. Enumerable.Range(0, 16)]);
        Assert.True(closed.Hidden);
        Assert.Null(closed.Association);
        Assert.All(closed.Cells.SelectMany(c => c), c => Assert.Null(c.N));
    }
}
