using System.Net;
using Crm.Contracts.Customers;
using Crm.Customers.Features.Customers;
using Crm.Customers.Features.Purchases;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static Crm.Tests.Surveys.Building.Questionnaires;

namespace Crm.Tests.Surveys.Building;

/// <summary>Every kind of question on the page customers see.</summary>
public sealed class QuestionKindsTests(CrmApp app) : IClassFixture<CrmApp>
{
    readonly Browser phone = app.Anonymous();

    static readonly SurveyDefinition AllKinds = Survey(Page("p1",
        Item("rating", ItemKind.Rating), Item("nps", ItemKind.Nps), Item("ces", ItemKind.Ces), Item("single", ItemKind.Single, "x", "y"),
        Item("multi", ItemKind.Multi, "x", "y", "z") with { Limits = new() { Fewest = 2, Most = 2 }, Required = true }, Item("ranking", ItemKind.Ranking, "x", "y", "z"),
        Item("text", ItemKind.Text) with { Limits = new() { Length = 5 } }, Item("longText", ItemKind.LongText), Item("number", ItemKind.Number) with { Limits = new() { Min = 1, Max = 10 } },
        Item("date", ItemKind.Date) with { Limits = new() { From = new(2026, 1, 1) } }, Item("gap", ItemKind.Gap) with { Low = Both("low"), High = Both("high") }));

    [Fact]
    public async Task All_kinds_are_answered_without_script_and_stored_as_given()
    {
        var token = await app.LinkTo(await app.Publish(AllKinds));
        var page = await phone.Get($"/s/{token}");
        Assert.Contains("Choose 2 to 2.", page.Html);
        Assert.Contains("Between 1 and 10.", page.Html);
        Assert.Equal(3, page.Document.QuerySelectorAll("select[name='a.ranking']").Length);
        app.Clock.Advance(TimeSpan.FromMinutes(2));
        var sent = await phone.Submit(page, $"/s/{token}", ("a.rating", "4"), ("a.nps", "9"), ("a.ces", "6"), ("a.single", "y"), ("a.multi", "x"), ("a.multi", "z"), ("a.ranking", "z"), ("a.ranking", "x"), ("a.ranking", "y"),
            ("a.text", "five!"), ("a.longText", "more"), ("a.number", "7.50"), ("a.date", "2026-02-03"), ("a.gap.0", "5"), ("a.gap.1", "3"), ("go", "Next"));
        Assert.Equal(HttpStatusCode.SeeOther, sent.Status);
        await app.Db<SurveysDb>(async db =>
        {
            var response = await db.Responses.OrderByDescending(r => r.Id).FirstAsync();
            Assert.Equal("ces=6 date=2026-02-03 gap=5,3 multi=x,z nps=9 number=7.5 ranking=z,x,y rating=4 single=y", string.Join(' ', response.Answers.Select(a => $"{a.Key}={string.Join(',', a.Value)}")));
            Assert.Equal(["more", "five!"], response.Texts.Values.Select(v => v[0]));
        });
    }

    [Theory]
    [InlineData("en", "Please choose more answers.", "Please give both scores.", "This number is too large.", "This date is too early.", "This text is too long.", "Please give every choice its own place.")]
    [InlineData("zh-CN", "请多选几项。", "请给出两个评分。", "数值过大。", "日期过早。", "文字过长。", null)]
    public async Task What_breaks_a_limit_is_said_beside_the_question_in_the_readers_language(string language, string multi, string gap, string number, string date, string text, string? ranking)
    {
        var token = await app.LinkTo(await app.Publish(AllKinds));
        var page = await phone.Get($"/s/{token}?lang={language}");
        var back = await phone.Submit(page, $"/s/{token}", ("a.multi", "x"), ("a.gap.1", "3"), ("a.number", "11"), ("a.date", "2025-12-31"), ("a.text", "sixsix"), ("a.ranking", "x"), ("a.ranking", "x"), ("a.ranking", "y"), ("go", "Next"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, back.Status);
        Assert.Equal((multi, gap, number, date, text), (back.ErrorOf("a.multi"), back.ErrorOf("a.gap"), back.ErrorOf("a.number"), back.ErrorOf("a.date"), back.ErrorOf("a.text")));
        if (ranking is not null) Assert.Equal(ranking, back.ErrorOf("a.ranking"));
        // Nothing typed is lost, the half of the pair stands where it stood.
        Assert.NotNull(back.Document.QuerySelector("[name='a.gap.1'][value='3'][checked]"));
        Assert.Null(back.Document.QuerySelector("[name='a.gap.0'][checked]"));
        Assert.Equal("11", back.ValueOf("a.number"));
        Assert.Equal("sixsix", back.ValueOf("a.text"));
        Assert.Equal(["x", "x", "y"], back.Document.QuerySelectorAll("select[name='a.ranking'] option[selected]").Select(o => o.GetAttribute("value")!));
    }

    [Fact]
    public async Task Neighbouring_ratings_make_a_table_unless_the_author_wants_them_apart()
    {
        Item Rated(string key, string low) => Item(key, ItemKind.Rating) with { Low = Both(low), High = Both("good") };
        var pages = Page("p1", Rated("a", "bad"), Rated("b", "bad"), Item("n", ItemKind.Nps), Rated("c", "bad"), Rated("d", "poor"), Rated("e", "poor") with { Hint = Both("hint") });
        var together = await phone.Get($"/s/{await app.LinkTo(await app.Publish(Survey(pages)))}");
        var table = Assert.Single(together.Document.QuerySelectorAll(".matrix"));
        Assert.Equal(["a.a", "a.b"], table.QuerySelectorAll("input").Select(i => i.GetAttribute("name")!).Distinct());
        Assert.Equal(2, table.QuerySelectorAll("[role=group]").Length);
        Assert.Equal(4, together.Document.QuerySelectorAll("fieldset").Length);
        var apart = await phone.Get($"/s/{await app.LinkTo(await app.Publish(Survey(pages with { Apart = true })))}");
        Assert.Empty(apart.Document.QuerySelectorAll(".matrix"));
    }

    [Fact]
    public async Task Known_facts_stand_in_the_texts_encoded_and_unknown_ones_have_their_word()
    {
        const string name = "Müller <b>& Söhne</b>";
        var customer = await app.Send(new RegisterCustomer.Command { Name = name, AllowDuplicate = true }, "manager");
        var survey = Survey(Page("p1", Item("a", ItemKind.Rating) with { Text = LocalText.Of("Dear {customer}, how is {product|your machine}?", "尊敬的{customer}，{ticket|本次服务}如何？"), Required = true })) with { Title = LocalText.Of("For {customer}", "致{customer}"), End = LocalText.Of("Bye {contact}", "再见{contact}") };
        var token = await app.LinkTo(await app.Publish(survey), customer);
        var page = await phone.Get($"/s/{token}");
        Assert.StartsWith($"Dear {name}, how is your machine?", page.Text("legend"));
        Assert.Equal($"For {name}", page.Text("h1"));
        Assert.Equal($"For {name}", page.Document.Title);
        Assert.Empty(page.Document.QuerySelectorAll("main b"));
        Assert.Contains("本次服务如何", (await phone.Get($"/s/{token}?lang=zh-CN")).Html);
        var missing = await phone.Submit(page, $"/s/{token}", ("go", "Next"));
        Assert.StartsWith($"Dear {name}, how is your machine?", missing.Text("legend"));
        var done = await phone.Submit(page, $"/s/{token}", ("a.a", "5"), ("go", "Next"));
        Assert.Contains($"Bye {name}", (await phone.Get(done.Location!.ToString())).Text("main"));
        Assert.Contains("Dear you,", (await phone.Get($"/s/{await app.LinkTo(await app.Publish(survey))}")).Text("legend"));
    }

    [Fact]
    public async Task The_last_product_bought_is_known()
    {
        var customer = await app.Send(new RegisterCustomer.Command { Name = "Buyer", AllowDuplicate = true }, "manager");
        Task<string?> Last() => app.Scope(s => s.GetRequiredService<ICustomerDirectory>().LastProductOf(customer, default));
        Assert.Null(await Last());
        foreach (var (days, items) in new[] { (9, new[] { ("Old lamp", 900m) }), (2, new[] { ("Cable", 5m), ("New lamp", 80m) }) })
        {
            await app.Send(new RecordPurchase.Command { CustomerId = customer, PurchasedAt = app.Clock.Now.AddDays(-days), GoodsAmount = items.Sum(i => i.Item2), Currency = "CNY", Items = [.. items.Select(i => new RecordPurchase.Item { Product = i.Item1, Quantity = 1, Amount = i.Item2 })] });
        }
        Assert.Equal("New lamp", await Last());
        var token = await app.LinkTo(await app.Publish(Survey(Page("p1", Item("a", ItemKind.Rating) with { Text = Both("How is {product}?") }))), customer);
        Assert.StartsWith("How is New lamp?", (await phone.Get($"/s/{token}")).Text("legend"));
    }

    [Fact]
    public async Task An_interviewer_asks_every_kind_on_the_phone()
    {
        var customer = await app.Send(new RegisterCustomer.Command { Name = "On the phone", AllowDuplicate = true }, "admin");
        var survey = await app.Publish(Survey(Page("p1", Item("gap", ItemKind.Gap), Item("rank", ItemKind.Ranking, "x", "y", "z") with { Limits = new() { Most = 2 } }, Item("score", ItemKind.Rating) with { Text = Both("{customer}, how was it?") })));
        await app.LinkTo(survey);
        var wave = await app.Db<SurveysDb, long>(db => db.Waves.Where(w => w.SurveyId == survey).Select(w => w.Id).SingleAsync());
        var agent = await app.As("admin");
        var url = $"/answers/new?wave={wave}&customer={customer}";
        var form = await agent.Get(url);
        Assert.Contains("On the phone, how was it?", form.Html);
        var half = await agent.Submit(form, "/answers/new", ("a.gap.1", "3"), ("a.rank", "x"), ("a.rank", ""));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, half.Status);
        Assert.Equal("Please give both scores.", half.ErrorOf("a.gap"));
        Assert.Equal("Please give every choice its own place.", half.ErrorOf("a.rank"));
        Assert.NotNull(half.Document.QuerySelector("[name='a.gap.1'][value='3'][checked]"));
        Assert.Equal(HttpStatusCode.Redirect, (await agent.Submit(half, "/answers/new", ("a.gap.0", "5"), ("a.gap.1", "3"), ("a.rank", "z"), ("a.rank", "x"), ("a.score", "4"))).Status);
        var answers = await app.Db<SurveysDb, AnswerSheet>(db => db.Responses.Where(r => r.SurveyId == survey).Select(r => r.Answers).SingleAsync());
        Assert.Equal("gap=5,3 rank=z,x score=4", string.Join(' ', answers.Select(a => $"{a.Key}={string.Join(',', a.Value)}")));
    }
}
