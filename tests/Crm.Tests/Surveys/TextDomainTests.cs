using Crm.Platform.Privacy;
using Crm.Platform.Search;
using Crm.Surveys.Domain;
using Crm.Surveys.Domain.Texts;

namespace Crm.Tests.Surveys;

/// <summary>Words, tone and themes as pure arithmetic.</summary>
public sealed class TextDomainTests
{
    /// <summary>Dunning 1993, table of bigrams ranked by log-likelihood: "the swiss", "can be", "previous year", "mineral water".</summary>
    [Theory]
    [InlineData(110, 2442, 111, 29114, 270.72)]
    [InlineData(29, 13, 123, 31612, 263.90)]
    [InlineData(31, 23, 139, 31584, 256.84)]
    [InlineData(10, 0, 3, 31764, 167.23)]
    public void The_log_likelihood_ratio_gives_Dunnings_figures(int a, int b, int c, int d, double expected) =>
        Assert.Equal(expected, WordStatistics.LogLikelihood(a, b, c, d), 0.005);

    [Fact]
    public void Words_typical_of_low_scorers_are_those_they_use_more_often_and_the_probability_is_corrected()
    {
        WordCount[] words = [new("late", 60, 60, 40), new("thanks", 50, 50, 2), new("team", 90, 90, 30), new("rare", 2, 2, 2)];
        var typical = WordStatistics.Typical(words, scored: 300, low: 100, most: 10);
        Assert.Equal("late", typical[0].Word);
        Assert.DoesNotContain(typical, t => t.Word is "thanks" or "rare");
        Assert.Equal((0.4, 0.1), (typical[0].LowShare, typical[0].OtherShare));
        // 40 20 / 60 180: G² = 35.1; three words were tried.
        Assert.InRange(typical[0].LogLikelihood, 35, 36);
        Assert.True(typical[0].P < 1e-7);
        Assert.Empty(WordStatistics.Typical(words, scored: 300, low: 0, most: 10));
    }

    [Fact]
    public void Chinese_is_cut_into_words_and_stop_words_say_nothing()
    {
        var words = WordBreaker.Words("客户满意度调查，没有收到退款！ The refund wasn't paid.").ToList();
        Assert.Contains("refund", words);
        if (WordBreaker.IsPrecise) Assert.Contains("退款", words);
        Assert.DoesNotContain(words, w => w.Contains('，', StringComparison.Ordinal) || w.Contains(' ', StringComparison.Ordinal));
        Assert.Equal(["refund", "paid"], WordBreaker.Words("The refund wasn't paid").Where(StopWords.Tells));
        Assert.False(StopWords.Tells("的") || StopWords.Tells("没有") || StopWords.Tells("12") || StopWords.Tells("x"));
        Assert.Equal(["退款", "款太", "太慢", "slow"], WordBreaker.Pairs("退款太慢slow"));
    }

    static List<ScoredText> Comments(int n, Func<int, bool> positive)
    {
        string[] good = ["quick and friendly", "very helpful answer", "态度很好 非常专业", "solved at once", "服务周到"], bad = ["waited far too long", "nobody called back", "一直没人回复 很失望", "still broken again", "态度恶劣"];
        var random = new Random(7);
        return [.. Enumerable.Range(0, n).Select(i =>
        {
            var list = positive(i) ? good : bad;
            return new ScoredText(TextFeatures.Of([.. WordBreaker.Words($"{list[random.Next(5)]} about order {list[random.Next(5)]}")]), i % 3 != 0);
        })];
    }

    [Fact]
    public void Tone_is_learned_from_scored_comments_and_the_same_comments_give_the_same_model()
    {
        var texts = Comments(300, i => i % 3 != 0);
        var (model, validation) = SentimentModel.Learn(texts)!.Value;
        Assert.Equal((300, 200, 5), (validation.N, validation.Positives, validation.Folds));
        Assert.Equal(2 / 3.0, validation.Baseline, 6);
        Assert.True(validation is { Accuracy: > 0.95, Balanced: > 0.95, Helps: true });
        double Of(SentimentModel m, string text) => m.Positive(TextFeatures.Of([.. WordBreaker.Words(text)]));
        Assert.Equal(Tone.Positive, SentimentModel.ToneOf(Of(model, "friendly and helpful")));
        Assert.Equal(Tone.Negative, SentimentModel.ToneOf(Of(model, "没人回复，很失望")));
        Assert.Equal(model.ToBytes(), SentimentModel.Learn(texts)!.Value.Model.ToBytes());
        Assert.Equal(Of(model, "态度很好"), Of(SentimentModel.Of(model.ToBytes()), "态度很好"));
    }

    [Fact]
    public void Tone_stays_silent_under_200_comments_and_helps_nobody_when_words_say_nothing()
    {
        Assert.Null(SentimentModel.Learn(Comments(199, i => i % 3 != 0)));
        Assert.Null(SentimentModel.Learn([.. Comments(300, _ => true).Select(t => t with { Positive = true })]));
        // Every third comment is marked bad whatever it says.
        Assert.False(SentimentModel.Learn(Comments(300, i => i % 2 == 0))!.Value.Validation.Helps);
    }

    [Fact]
    public void Themes_are_words_that_come_together_more_often_than_chance()
    {
        string[] words = ["invoice", "wrong", "engineer", "late", "weather"];
        var comments = new List<int[]>();
        for (var i = 0; i < 30; i++)
        {
            comments.Add([0, 1]);
            comments.Add([2, 3]);
            comments.Add(i % 2 == 0 ? [4] : [0, 4]);
        }
        var found = ThemeFinder.Of([.. words.Select((w, i) => (w, (long)comments.Count(c => c.Contains(i))))], comments);
        Assert.Equal(["engineer late", "invoice wrong"], found.Select(t => string.Join(' ', t.Words.Order(StringComparer.Ordinal))));
        Assert.Empty(ThemeFinder.Of([("a", 2), ("b", 2)], [[0, 1], [0, 1]]));
    }

    [Theory]
    [InlineData("7", 1, 5, 1, 10, 4)] // 1 + 4 x 6/9 = 3.67
    [InlineData("10", 1, 5, 1, 10, 5)]
    [InlineData("0", 1, 5, 0, 10, 1)]
    [InlineData("2", 1, 5, 5, 1, 4)] // the scale runs down
    [InlineData("Very satisfied", 1, 5, null, null, 5)]
    [InlineData("不太满意", 1, 5, null, null, 2)]
    [InlineData("★★★★☆", 1, 5, 1, 5, 4)]
    [InlineData("9/10", 0, 10, 0, 10, 9)]
    [InlineData("4.5 / 5", 1, 5, 1, 5, 5)]
    [InlineData("4 - good", 1, 5, 1, 5, 4)]
    [InlineData("５分", 1, 5, 1, 5, 5)]
    [InlineData("80%", 0, 10, 0, 10, 8)]
    [InlineData("11", 0, 10, 0, 10, null)]
    [InlineData("-1", 0, 10, 0, 10, null)]
    [InlineData("no idea", 1, 5, 1, 5, null)]
    public void Scores_of_other_scales_are_brought_onto_the_items(string text, int from, int to, int? fileFrom, int? fileTo, int? expected) =>
        Assert.Equal(expected, ScoreCells.Read(text, (from, to), fileFrom, fileTo));

    [Theory]
    [InlineData("王先生态度很好", "***先生态度很好")]
    [InlineData("欧阳建国经理没有回电", "***经理没有回电")]
    [InlineData("Mr. Smith never called, order W000123 is late", "Mr. *** never called, order W**** is late")]
    [InlineData("call 138 1234 5678 or a@b.cn", "call 13**** or ***@***")]
    [InlineData("version 2026 costs 500", "version 2026 costs 500")]
    public void What_identifies_people_is_masked(string text, string masked) => Assert.Equal(masked, Deidentify.Text(text));

    [Fact]
    public void A_known_name_is_masked_where_it_stands_by_itself() =>
        Assert.Equal("*** says the deliveries of *** anger ***，找***", Deidentify.Text("An says the deliveries of an anger Li Wei，找李伟", "An", "Li Wei", "李伟"));

    [Fact]
    public void What_a_file_has_no_column_for_was_not_asked()
    {
        SurveyDefinition survey = new() { Dimensions = [new() { Items = [.. Enumerable.Range(1, 6).Select(i => new Item { Key = $"r{i}", Kind = ItemKind.Rating })] }] };
        Finished Of(IReadOnlySet<string>? asked) => new() { SurveyId = 1, VersionId = 1, Definition = survey, Answers = new AnswerSheet { ["r1"] = ["4"] }, StartedAt = default, At = default, Language = "en", Source = Contracts.Surveys.ResponseSource.Import, Asked = asked };
        Assert.Equal([Flag.Incomplete], Response.Finish(Of(null)).Flags);
        var answer = Response.Finish(Of(new HashSet<string> { "r1" }));
        Assert.Empty(answer.Flags);
        Assert.False(answer.Recheck(survey, CleaningRules.Default, new HashSet<string> { "r1" }));
        Assert.True(answer.Recheck(survey, CleaningRules.Default));
    }

    [Theory]
    [InlineData("Overall satisfaction (1-10)", "7 9 10 3", "new:headline", 1, 10)]
    [InlineData("How likely are you to recommend us?", "0 10 7 9", "new:nps", null, null)]
    [InlineData("Speed", "Very satisfied|Neutral|Dissatisfied", "new:rating", 1, 5)]
    [InlineData("Score", "0 55 90 100", "new:rating", 0, 100)]
    [InlineData("Answered on", "2024-05-01 2024-06-02", "new:date", null, null)]
    [InlineData("Visits", "12 250 1300", "new:number", null, null)]
    [InlineData("提交时间", "2024年5月1日", "date", null, null)]
    [InlineData("Comment", "good|it was far too slow for what it costs", "new:text", null, null)]
    public void Columns_are_guessed_by_heading_and_content(string header, string values, string target, int? from, int? to) =>
        Assert.Equal([new AnswerColumn(target, from, to)], AnswerGuess.Of(AnswerImportKind.Answers, [header], [.. values.Split(values.Contains('|', StringComparison.Ordinal) ? '|' : ' ').Select(v => new[] { v })], null));
}
