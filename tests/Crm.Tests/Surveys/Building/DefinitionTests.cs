using Crm.Platform.UseCases;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using static Crm.Tests.Surveys.Building.Questionnaires;
using System.Text.Json;

namespace Crm.Tests.Surveys.Building;

/// <summary>Questionnaires as values: conditions, facts, limits, differences, files, wording.</summary>
public sealed class DefinitionTests
{
    static readonly HashSet<AskedFact> Nothing = [];

    static readonly SurveyDefinition Chain = Survey(
        Page("p1", Item("a", ItemKind.Single, "yes", "no")),
        Page("p2", Item("b", ItemKind.Rating) with { ShowIf = new("a", ["yes"]) }),
        Page("p3", Item("c", ItemKind.LongText) with { ShowIf = new("b", ["1", "2"]) }, Item("d", ItemKind.Nps)));

    [Fact]
    public void A_condition_looks_at_what_is_in_sight_not_at_answers_left_behind()
    {
        var answers = new AnswerSheet { ["a"] = ["yes"], ["b"] = ["1"] };
        Assert.Equal(["a", "b", "c", "d"], Chain.PagesFor(answers, Nothing).SelectMany(p => p.Items).Select(i => i.Key));
        answers["a"] = ["no"];
        Assert.Equal(["a", "d"], Chain.PagesFor(answers, Nothing).SelectMany(p => p.Items).Select(i => i.Key));
    }

    [Fact]
    public void Only_choices_and_scales_of_earlier_pages_decide()
    {
        var survey = Survey(
            Page("p1", Item("known", ItemKind.Single, "x", "y") with { Fact = AskedFact.Industry }, Item("single", ItemKind.Single, "x", "y"), Item("multi", ItemKind.Multi, "x", "y"), Item("rank", ItemKind.Ranking, "x", "y"),
                Item("text", ItemKind.Text), Item("number", ItemKind.Number), Item("date", ItemKind.Date), Item("gap", ItemKind.Gap), Item("rating", ItemKind.Rating), Item("nps", ItemKind.Nps), Item("ces", ItemKind.Ces)),
            Page("p2", Item("other", ItemKind.Rating)), Page("p3", Item("later", ItemKind.Rating)));
        Assert.Equal(["single", "multi", "rating", "nps", "ces"], survey.SourcesFor("p2").Select(i => i.Key));
        Assert.Equal(["x", "y"], survey.Find("multi")!.Values());
        Assert.Equal(11, survey.Find("nps")!.Values().Count);
    }

    public static TheoryData<string, string?> Rules => new()
    {
        { "a=yes", null }, { "gone=yes", "surveys.logic.gone" }, { "d=5", "surveys.logic.later" }, { "c=1", "surveys.logic.later" }, { "a=perhaps", "surveys.logic.value" }, { "a=", "surveys.logic.none" }, { "t=x", "surveys.logic.kind" },
    };

    [Theory, MemberData(nameof(Rules))]
    public void A_rule_that_cannot_work_is_named(string rule, string? problem)
    {
        var parts = rule.Split('=');
        var survey = Survey(
            Page("p1", Item("a", ItemKind.Single, "yes", "no"), Item("t", ItemKind.Text)),
            Page("p2", Item("c", ItemKind.Rating) with { ShowIf = new(parts[0], parts[1].Length == 0 ? [] : [parts[1]]) }, Item("d", ItemKind.Rating)));
        Assert.Equal(problem, survey.LogicProblems().SingleOrDefault()?.Key);
        Assert.Equal(problem is not null, survey.Problems().Any(p => p.Key == "surveys.problem.logic"));
    }

    [Fact]
    public void A_change_answers_for_the_rules_it_breaks_and_for_no_other()
    {
        Assert.Null(Chain.BrokenBy(Chain.DimensionPlaced("p3", null)));
        var broken = Chain.BrokenBy(Chain.DimensionPlaced("p3", "p1"));
        Assert.Equal(("surveys.logic.later", "c"), (broken!.Key, broken.Item.Key));
        Assert.Equal("surveys.logic.gone", Chain.BrokenBy(Chain.WithoutItem("a"))!.Key);
        var old = Chain.WithoutItem("a");
        Assert.Null(old.BrokenBy(old.ItemMoved("d", -1)));
    }

    [Fact]
    public void Items_move_over_the_edge_of_a_page_and_land_before_what_they_were_dropped_on()
    {
        var survey = Survey(Page("p1", Item("a", ItemKind.Rating), Item("b", ItemKind.Rating)), Page("p2"), Page("p3", Item("c", ItemKind.Rating)));
        Assert.Equal("a |  | b c".Replace("b c", "c"), survey.WithoutItem("b").Order());
        Assert.Equal("a | b | c", survey.ItemStepped("b", 1).Order());
        Assert.Equal("a b | c | ", survey.ItemStepped("c", -1).Order());
        Assert.Equal("b a |  | c", survey.ItemStepped("a", 1).Order());
        Assert.Equal("a b |  | c", survey.ItemStepped("a", -1).Order());
        Assert.Equal("b |  | a c", survey.ItemPlaced("a", "p3", "c").Order());
        Assert.Equal("b |  | c a", survey.ItemPlaced("a", "p3", "gone").Order());
        Assert.Equal("c | a b | ", survey.DimensionPlaced("p3", "p1").Order());
        Assert.Equal("a q9 b |  | c", survey.ItemCopied("a", "q9").Order());
    }

    [Fact]
    public void Facts_are_filled_in_and_unknown_ones_have_a_word_of_their_own()
    {
        var facts = new PipedFacts { Customer = "Möller & <Söhne>", Ticket = "W000007" };
        Assert.Equal("Dear Möller & <Söhne>, about W000007", Piping.Fill("Dear {customer}, about {ticket}", facts, "en"));
        Assert.Equal("Dear Möller & <Söhne>", Piping.Fill("Dear {contact}", facts, "en"));
        Assert.Equal("how is the thing?", Piping.Fill("how is {product|the thing}?", facts, "en"));
        Assert.Equal("您好，我们的产品如何？", Piping.Fill("您好，{product}如何？", PipedFacts.None, "zh-CN"));
        Assert.Equal("{nobody} {", Piping.Fill("{nobody} {", facts, "en"));
    }

    [Theory]
    [InlineData("Dear {customer}", null), InlineData("no facts", null), InlineData("{customer|dear friend} {ticket}", null), InlineData("{customers}", "{customers}"), InlineData("a {customer and so on", "{customer and so on"), InlineData("{}", "{}"), InlineData("{{customer}}", "{}")]
    public void What_cannot_be_filled_in_is_found(string text, string? unknown) => Assert.Equal(unknown, Piping.Unknown(text));

    [Fact]
    public void Missing_texts_are_counted_by_language_with_their_place()
    {
        var survey = Survey(Page("p1", Item("a", ItemKind.Single, "x") with { Text = LocalText.Of("English only", ""), Hint = LocalText.Of("", "只有中文") }) with { Title = LocalText.Of("", "页") });
        Assert.Equal([("Text", "a")], survey.MissingIn("zh-CN").Select(p => (p.Field, p.Item!)));
        Assert.Equal([("Title", null), ("Hint", "a")], survey.MissingIn("en").Select(p => (p.Field, p.Item)));
    }

    public static TheoryData<string, string, string[], string?> Limited => new()
    {
        { "Number", "{'min':1,'max':10}", ["1"], null }, { "Number", "{'min':1,'max':10}", ["0.9"], "surveys.public.small" }, { "Number", "{'max':10}", ["10.01"], "surveys.public.large" }, { "Number", "{'max':10}", ["ten"], "surveys.public.number" },
        { "Date", "{'from':'2026-01-01'}", ["2025-12-31"], "surveys.public.early" }, { "Date", "{'until':'2026-01-31'}", ["2026-02-01"], "surveys.public.late" }, { "Date", "{'from':'2026-01-01'}", ["2026-01-01"], null }, { "Date", "{}", ["31.1.2026"], "surveys.public.date" },
        { "Multi", "{'fewest':2,'most':2}", ["x"], "surveys.public.few" }, { "Multi", "{'most':2}", ["x", "y", "z"], "surveys.public.many" }, { "Multi", "{'fewest':2}", ["x", "z"], null }, { "Multi", "{}", ["x", "x"], "surveys.public.choose" },
        { "Ranking", "{}", ["x", "y", "z"], null }, { "Ranking", "{}", ["x", "y"], "surveys.public.rank" }, { "Ranking", "{}", ["x", "y", "y"], "surveys.public.rank" }, { "Ranking", "{'most':2}", ["z", "x"], null },
        { "Text", "{'length':3}", ["four"], "surveys.public.long" }, { "LongText", "{'length':4}", ["four"], null },
        { "Gap", "{}", ["3", "5"], null }, { "Gap", "{}", ["", "5"], "surveys.public.both" }, { "Gap", "{}", ["3"], "surveys.public.both" }, { "Gap", "{}", ["3", "6"], "surveys.public.choose" }, { "Gap", "{}", ["", ""], null },
    };

    [Theory, MemberData(nameof(Limited))]
    public void An_answer_keeps_to_the_limits_of_its_kind(string kind, string json, string[] values, string? wrong)
    {
        var limits = JsonSerializer.Deserialize<ItemLimits>(json.Replace('\'', '"'), SurveysDb.Json);
        var item = Item("q", Enum.Parse<ItemKind>(kind), "x", "y", "z") with { Limits = limits };
        var sheet = new AnswerSheet();
        Assert.Equal(wrong, sheet.Take(item, values));
        Assert.Equal(wrong is null && values.Any(v => v.Length > 0), sheet.Valid([item]).Count == 1);
    }

    [Fact]
    public void Limits_that_contradict_each_other_keep_a_survey_from_being_published()
    {
        Assert.Equal("surveys.limits.order", new ItemLimits { Min = 5, Max = 4 }.Problem(ItemKind.Number, 0)?.Key);
        Assert.Equal("surveys.limits.choices", new ItemLimits { Fewest = 4 }.Problem(ItemKind.Multi, 3)?.Key);
        Assert.Null(new ItemLimits { Min = 5, Max = 4 }.Problem(ItemKind.Text, 0));
        var survey = Crm.Surveys.Domain.Survey.Write(Survey(Page("p", Item("n", ItemKind.Number) with { Limits = new() { Min = 5, Max = 4 } })), null, default);
        Assert.Equal("surveys.problem.limits", Assert.Throws<RuleException>(() => survey.Publish(null, default)).Key);
    }

    [Fact]
    public void A_difference_tells_what_a_person_did()
    {
        var before = Survey(
            Page("p1", Item("a", ItemKind.Rating), Item("b", ItemKind.Rating), Item("c", ItemKind.Rating), Item("d", ItemKind.Single, "x", "y")),
            Page("p2", Item("e", ItemKind.Rating), Item("f", ItemKind.Text)));
        var after = before.ItemPlaced("c", "p1", "a").ItemPlaced("e", "p1", null).WithoutItem("f").WithItem("p2", Item("g", ItemKind.Nps))
            .WithItem("p1", before.Find("d")! with { Text = LocalText.Of("Other words", before.Find("d")!.Text.Zh), Required = true, Options = [new("x", Both("Choice x")), new("z", Both("Third"))], ShowIf = null });
        after = after with { Title = LocalText.Of("Trial survey", "新标题") };
        var changes = DefinitionDiff.Of(before, after, "en");
        Assert.Equal(
        [
            "Changed ", "Removed f", "Moved c", "Changed d", "Moved e", "Added g",
        ], changes.Select(c => $"{c.Kind} {c.Item ?? c.Dimension}"));
        Assert.Equal([("title", "zh-CN", "Trial survey（中文）", "新标题")], changes[0].Fields.Select(f => (f.Field, f.Language!, (string)f.Before!, (string)f.After!)));
        Assert.Equal(["text/en: Question d > Other words", "required/: False > True", "option/: Choice y / Choice y（中文） > ", "option/:  > Third / Third（中文）"], changes[3].Fields.Select(f => $"{f.Field}/{f.Language}: {f.Before} > {f.After}"));
        Assert.Empty(DefinitionDiff.Of(before, before, "en"));
        var three = before.WithDimension(Page("p3", Item("z", ItemKind.Nps)));
        Assert.Equal(["Moved p3"], DefinitionDiff.Of(three, three.DimensionPlaced("p3", "p1"), "en").Select(c => $"{c.Kind} {c.Dimension}"));
    }

    public static TheoryData<string> Shipped => [.. Templates.All.Keys];

    [Theory, MemberData(nameof(Shipped))]
    public void A_template_is_complete_well_put_and_survives_a_file(string key)
    {
        var survey = Templates.All[key];
        Assert.Empty(survey.Problems());
        Assert.Equal(0, survey.HalfTexts);
        Assert.Empty(survey.Items.SelectMany(i => Wording.Doubts(i).Select(d => $"{i.Key}: {d}")));
        Assert.True(survey.EstimatedSeconds <= 600);
        var content = new SurveyContent(survey, 2, new() { MinSeconds = 90, StraightItems = 7 });
        var json = JsonSerializer.Serialize(SurveyJson.Write(content), SurveysDb.Json);
        var (read, faults) = SurveyJson.Read(json);
        Assert.Empty(faults);
        Assert.Equal((2, content.Cleaning), (read!.LowMark, read.Cleaning));
        Assert.Empty(DefinitionDiff.Of(survey, read.Text, "en"));
        Assert.Equal(json, JsonSerializer.Serialize(SurveyJson.Write(read), SurveysDb.Json));
    }

    [Fact]
    public void An_industry_that_is_written_in_one_language_is_known_by_it()
    {
        var industry = Item("industry", ItemKind.Single) with { Fact = AskedFact.Industry, Options = [new("mining", LocalText.Of("", "采矿")), new("retail", LocalText.Of("Retail", "零售"))] };
        string? Chosen(string key) => Response.Finish(new() { SurveyId = 1, VersionId = 1, Definition = Survey(Page("p", industry)), Language = "zh-CN", StartedAt = default, At = default, Answers = new AnswerSheet { ["industry"] = [key] }, Announce = false }).Industry;
        Assert.Equal(("采矿", "Retail"), (Chosen("mining"), Chosen("retail")));
    }

    /// <summary>PRODUCT §6, sentence by sentence.</summary>
    [Fact]
    public void The_templates_ask_what_the_product_promises()
    {
        Assert.Equal(["after_ticket", "customer_satisfaction", "effort", "event", "new_product", "nps_pulse", "omnichannel_service"], Templates.All.Keys.Order());
        string[] Zh(string template, string dimension) => [.. Templates.All[template].Dimensions.Single(d => d.Key == dimension).Items.Select(i => i.Text.Zh)];
        Assert.Equal(["响应速度", "问题解决效率", "服务人员专业水平", "服务态度", "一次性解决问题"], Zh("customer_satisfaction", "service"));
        Assert.Equal(["功能符合需求程度", "质量稳定性", "易用性", "性价比"], Zh("customer_satisfaction", "product"));
        Assert.Equal(["industry", "band"], Templates.All["customer_satisfaction"].Dimensions[0].Items.Select(i => i.Key));
        Assert.All(Templates.All["customer_satisfaction"].Dimensions[0].Items, i => Assert.NotNull(i.Fact));
        Assert.Equal("overall", Templates.All["customer_satisfaction"].Headline?.Key);
        Assert.Equal(
            ["服务质量 5", "服务态度 4", "服务效率 3", "个性化服务 3", "一致性 3", "自助服务 3", "情感体验 3"],
            Templates.All["omnichannel_service"].Dimensions.Where(d => d.InIndex).Select(d => $"{d.Title.Zh} {d.Items.Count(i => i.Kind == ItemKind.Rating)}"));
        Assert.Equal(["overall", "solved", "comment"], Templates.All["after_ticket"].Items.Select(i => i.Key));
        Assert.NotNull(Templates.All["nps_pulse"].Nps);
        Assert.Contains(Templates.All["effort"].Items, i => i.Kind == ItemKind.Ces);
        Assert.Contains(Templates.All["new_product"].Dimensions, d => d.Title.Zh == "价格接受度");
    }

    [Theory]
    [InlineData("Don't you think our excellent service is good?", "", "Leading", "Don't you think, our excellent")]
    [InlineData("", "您是否也认为我们优质的服务值得推荐？", "Leading", "您是否也、优质的服务")]
    [InlineData("How satisfied are you with speed and quality?", "", "DoubleBarrelled", "speed and quality")]
    [InlineData("", "您对响应速度和服务态度满意吗？", "DoubleBarrelled", "响应速度和服务态度")]
    [InlineData("Do you never feel that staff are not helpful?", "", "Negation", "never, not")]
    [InlineData("", "您从未对我们不满意吗？", "Negation", "从未、不满意")]
    [InlineData("How was the onboarding for your CRM tickets?", "", "Jargon", "onboarding, tickets, CRM")]
    [InlineData("", "您对工单闭环满意吗？", "Jargon", "工单、闭环")]
    public void Doubtful_words_are_found_and_named(string en, string zh, string fault, string words)
    {
        var doubt = Assert.Single(Wording.Doubts(new Item { Kind = ItemKind.Rating, Text = LocalText.Of(en, zh) }), d => d.Fault.ToString() == fault);
        Assert.Equal(words, doubt.Words, ignoreCase: true);
        Assert.Equal(en.Length > 0 ? "en" : "zh-CN", doubt.Language);
    }

    [Fact]
    public void Plain_questions_raise_no_doubt_and_long_ones_do()
    {
        Assert.Empty(Wording.Doubts(new Item { Kind = ItemKind.Rating, Text = LocalText.Of("How satisfied are you with our response, {customer}?", "您对我们的响应速度非常满意吗？") }));
        Assert.Empty(Wording.Doubts(new Item { Kind = ItemKind.LongText, Text = LocalText.Of("What should we keep and what should we change?", "请说说优点和缺点。") }));
        var longer = Assert.Single(Wording.Doubts(new Item { Kind = ItemKind.Text, Text = LocalText.Of(string.Join(' ', Enumerable.Repeat("word", 26)), "") }));
        Assert.Equal((WordingFault.TooLong, "26"), (longer.Fault, longer.Words));
    }

    public static TheoryData<string, string, string> BadFiles => new()
    {
        { "not json", "1:2", "surveys.file.json" },
        { "[]", "", "surveys.file.object" },
        { "null", "", "surveys.file.object" },
        { File("", format: "other"), "format", "surveys.file.format" },
        { File("""{"key":"a","kind":"smiley","text":{"en":"A"}}"""), "survey.dimensions[0].items[0].kind", "surveys.file.choice" },
        { File("""{"key":"a","kind":1,"text":{"en":"A"}}"""), "survey.dimensions[0].items[0].kind", "surveys.file.choice" },
        { File("""{"key":"a","kind":"rating","text":{"en":"A"}},{"key":"a","kind":"nps","text":{"en":"B"}}"""), "survey.dimensions[0].items[1].key", "surveys.file.twice" },
        { File("""{"key":"a b","kind":"rating","text":{"en":"A"}}"""), "survey.dimensions[0].items[0].key", "surveys.file.key" },
        { File("""{"key":"a","kind":"rating"}"""), "survey.dimensions[0].items[0].text", "surveys.file.missing" },
        { File("""{"key":"a","kind":"rating","text":"A"}"""), "survey.dimensions[0].items[0].text", "surveys.file.object" },
        { File("""{"key":"a","kind":"rating","text":{"en":"A","de":"B"}}"""), "survey.dimensions[0].items[0].text.de", "surveys.file.unknown" },
        { File("""{"key":"a","kind":"rating","text":{"en":"A"},"required":"yes"}"""), "survey.dimensions[0].items[0].required", "surveys.file.flag" },
        { File("""{"key":"a","kind":"single","text":{"en":"A"},"options":[{"key":"x","text":{"en":"X"}}]}"""), "survey.dimensions[0].items[0].options", "surveys.options.two" },
        { File("""{"key":"a","kind":"nps","text":{"en":"A"},"options":[{"key":"x","text":{"en":"X"}}]}"""), "survey.dimensions[0].items[0].options", "surveys.file.nooptions" },
        { File("""{"key":"a","kind":"text","text":{"en":"A"},"low":{"en":"bad"}}"""), "survey.dimensions[0].items[0].low", "surveys.file.noscale" },
        { File("""{"key":"a","kind":"nps","text":{"en":"A"},"headline":true}"""), "survey.dimensions[0].items[0].headline", "surveys.headline.rating" },
        { File("""{"key":"a","kind":"rating","text":{"en":"A"},"limits":{"min":1}}"""), "survey.dimensions[0].items[0].limits", "surveys.file.limits" },
        { File("""{"key":"a","kind":"number","text":{"en":"A"},"limits":{"min":9,"max":1}}"""), "survey.dimensions[0].items[0].limits.max", "surveys.limits.order" },
        { File("""{"key":"a","kind":"number","text":{"en":"A"},"limits":{"min":1e40}}"""), "survey.dimensions[0].items[0].limits.min", "surveys.file.number" },
        { File("""{"key":"a","kind":"date","text":{"en":"A"},"limits":{"from":"1.2.2026"}}"""), "survey.dimensions[0].items[0].limits.from", "surveys.file.date" },
        { File("""{"key":"a","kind":"rating","text":{"en":"A"},"showIf":{"item":"b","anyOf":["1"]}}"""), "survey.dimensions[0].items[0].showIf", "surveys.logic.gone" },
        { File("""{"key":"a","kind":"rating","text":{"en":"Dear {nobody}"}}"""), "survey.dimensions[0].items[0]", "surveys.pipe.unknown" },
        { File("""{"key":"a","kind":"rating","text":{"en":"\ud800"}}"""), "survey.dimensions[0].items[0].text.en", "surveys.file.text" },
        { File("""{"key":"a","kind":"rating","text":{"en":"a\u0000b"}}"""), "survey.dimensions[0].items[0].text.en", "surveys.file.text" },
        { File("""{"key":"a","kind":"rating","text":{"en":"LONG"}}""".Replace("LONG", new string('x', 501), StringComparison.Ordinal)), "survey.dimensions[0].items[0].text.en", "surveys.file.long" },
        { File(string.Join(',', Enumerable.Range(0, 301).Select(i => "{\"key\":\"a" + i + "\",\"kind\":\"nps\",\"text\":{\"en\":\"A\"}}"))), "survey.dimensions[0].items", "surveys.file.many" },
        { "{\"format\":\"" + new string('x', SurveyJson.MostBytes) + "\"}", "", "surveys.file.large" },
        { string.Concat(Enumerable.Repeat("[", 100)), "1:33", "surveys.file.json" },
    };

    static string File(string items, string format = SurveyJson.Format) =>
        """{"format":"FORMAT","version":1,"survey":{"title":{"en":"T"},"dimensions":[{"key":"d1","title":{"en":"D"},"items":[ITEMS]}]}}""".Replace("FORMAT", format, StringComparison.Ordinal).Replace("ITEMS", items, StringComparison.Ordinal);

    [Theory, MemberData(nameof(BadFiles))]
    public void A_bad_file_is_refused_with_the_place_of_its_fault(string json, string path, string key)
    {
        var (survey, faults) = SurveyJson.Read(json);
        Assert.Null(survey);
        Assert.Contains(faults, f => f.Key == key);
        Assert.Equal(path, faults.First(f => f.Key == key).Path);
    }

    [Fact]
    public void A_survey_whose_every_question_can_stay_hidden_is_not_published()
    {
        var industry = new Item { Key = "industry", Kind = ItemKind.Single, Fact = AskedFact.Industry, Text = LocalText.Of("Industry?", "行业？"), Options = [new("a", LocalText.Of("A", "甲")), new("b", LocalText.Of("B", "乙"))] };
        var only = new SurveyDefinition { Title = LocalText.Of("About", "关于"), Dimensions = [new Dimension { Key = "about", Items = [industry] }] };
        Assert.Equal("surveys.problem.unseen", Assert.Throws<RuleException>(() => Crm.Surveys.Domain.Survey.Write(only, null, default).Publish(null, default)).Key);
        Assert.Equal(1, Crm.Surveys.Domain.Survey.Write(only with { Dimensions = [.. only.Dimensions, new Dimension { Key = "open", Items = [industry with { Key = "any", Fact = null }] }] }, null, default).Publish(null, default).Number);
    }
}
