using Crm.Contracts.Tickets;
using Crm.Knowledge.Data;
using Crm.Tickets.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Crm.BrowserTests.Journeys;

/// <summary>What is written once helps twice: beside the next ticket, and before there is one.</summary>
[Collection(BrowserCollection.Name)]
public sealed class KnowledgeTests(BrowserApp app)
{
    [Fact]
    public async Task An_article_is_previewed_published_and_inserted_into_a_reply()
    {
        var title = $"Descaling the {Some.Word()} kettle";
        await using var window = await app.Open();
        await window.SignIn("supervisor");
        await window.Go("/knowledge/articles/new");
        await window.Field("Category").SelectOptionAsync(new SelectOptionValue { Label = "Using the product" });
        await window.Field("English title").FillAsync(title);
        await window.Field("English text").FillAsync("Boil **vinegar** twice.");
        await window.Button("Preview English").ClickAsync();
        await Expect(window.Page.Locator("#preview-en strong")).ToHaveTextAsync("vinegar");
        await window.Button("Save").ClickAsync();
        await Expect(window.Heading).ToHaveTextAsync(title);
        await window.Button("Publish").ClickAsync();
        await Expect(window.Toast).ToContainTextAsync("Public");

        var ticket = await app.Db<TicketsDb, long>(db => db.Tickets.Where(t => t.Status == TicketStatus.Created || t.Status == TicketStatus.InProgress).OrderByDescending(t => t.Id).Select(t => t.Id).FirstAsync());
        await window.Go($"/tickets/{ticket}");
        var panel = window.Card("Knowledge base");
        await panel.GetByRole(AriaRole.Searchbox).FillAsync(title);
        await window.Press("Enter");
        var insert = panel.GetByRole(AriaRole.Button, new() { Name = "Insert", Exact = true });
        await Expect(insert).ToHaveCountAsync(1);
        await insert.ClickAsync();
        await Expect(window.Field("Reply")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex($@"^\[{title}\]\(http.*/help-center/en/articles/descaling-the-"));
        window.AssertNothingBroke();
    }

    [Fact]
    public async Task A_question_about_using_the_product_shows_articles_while_its_subject_is_typed()
    {
        await using var window = await app.Open();
        await window.SignIn("agent");
        await window.Go("/tickets/new");
        var articles = window.Page.Locator("#articles");
        await window.Field("Subject").FillAsync("How to get an invoice");
        await window.Page.WaitForResponseAsync("**/tickets/articles");
        await Expect(articles.GetByRole(AriaRole.Link)).ToHaveCountAsync(0);
        await window.Field("Category").SelectOptionAsync(new SelectOptionValue { Label = "Product usage" });
        await Expect(articles.GetByRole(AriaRole.Link, new() { Name = "How to get an invoice", Exact = true })).ToHaveCountAsync(1);
        window.AssertNothingBroke();
    }

    [Fact]
    public async Task A_customer_searches_reads_and_votes_without_scripts()
    {
        await using var window = await app.Open("zh-CN", phone: true, scripts: false);
        await window.Page.GotoAsync("/help-center");
        await Expect(window.Heading).ToHaveTextAsync("有什么可以帮您？");
        await window.Page.GetByRole(AriaRole.Searchbox).FillAsync("锁定");
        await window.Button("搜索").ClickAsync();
        await window.Link("忘记密码怎么办").ClickAsync();
        await Expect(window.Heading).ToHaveTextAsync("忘记密码怎么办");
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "English", Exact = true }).ClickAsync();
        await Expect(window.Heading).ToHaveTextAsync("I forgot my password");
        await window.Link("No").ClickAsync();
        await window.Page.GetByLabel("Something is missing").CheckAsync();
        await window.Field("What should be different? (optional)").FillAsync("Say it in pictures");
        await window.Button("Send").ClickAsync();
        await Expect(window.Heading).ToHaveTextAsync("Thank you");
        Assert.Equal("Say it in pictures", await app.Db<KnowledgeDb, string?>(db => db.Votes.OrderByDescending(v => v.Id).Select(v => v.Comment).FirstAsync()));
    }
}
