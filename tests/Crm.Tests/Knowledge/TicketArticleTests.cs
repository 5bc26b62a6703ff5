using System.Net;
using Crm.Contracts.Knowledge;
using Crm.Contracts.Tickets;
using Crm.Knowledge.Data;
using Crm.Tests.Support;
using Crm.Tests.Tickets.Features;
using Crm.Tickets.Data;
using Crm.Tickets.Features.Tickets;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tests.Knowledge;

public sealed class TicketArticleTests(CrmApp app) : IClassFixture<CrmApp>
{
    [Fact]
    public async Task The_ticket_page_suggests_articles_and_links_them()
    {
        var open = await app.Article("Printing labels on the thermal printer", "热敏打印机打印标签");
        await app.Article("Thermal printer drivers, in house", state: ArticleState.Internal, bodyEn: "Use the *old* driver.");
        await app.Article("Thermal draft", state: ArticleState.Draft);
        await app.Article("Holiday opening hours");
        var ticket = await app.Ticket(subject: "Our thermal printer prints no labels");
        var agent = await app.As("agent");
        Assert.Contains($"hx-get=\"/knowledge/tickets/{ticket}/panel", (await agent.Get($"/tickets/{ticket}")).Html);
        var panel = await agent.Get($"/knowledge/tickets/{ticket}/panel", htmx: true);
        Assert.DoesNotContain("<html", panel.Html);
        Assert.Equal(["Printing labels on the thermal printer", "Thermal printer drivers, in house"], panel.Document.QuerySelectorAll(".list-group-item a").Select(a => a.TextContent));
        Assert.Collection(panel.Document.QuerySelectorAll("[data-insert]").Select(b => b.GetAttribute("data-insert")),
            link => Assert.StartsWith("[热敏打印机打印标签](http://127.0.0.1:5080/help-center/zh-CN/articles/", link), text => Assert.Equal("Use the *old* driver.", text));

        Assert.Equal($"/tickets/{ticket}", (await agent.Submit(panel, $"/knowledge/tickets/{ticket}/link", ("article", $"{open}"))).Location!.ToString());
        await agent.Submit(panel, $"/knowledge/tickets/{ticket}/link", ("article", $"{open}")); // twice is once
        Assert.Equal(1, await app.Db<KnowledgeDb, int>(db => db.TicketLinks.CountAsync(l => l.TicketId == ticket)));
        Assert.Contains("Our thermal printer", (await agent.Get($"/knowledge/articles/{open}")).Html);
        var after = await agent.Get($"/knowledge/tickets/{ticket}/panel", htmx: true);
        Assert.Equal(HttpStatusCode.Redirect, (await agent.Submit(after, $"/knowledge/tickets/{ticket}/unlink")).Status);
        Assert.Equal(0, await app.Db<KnowledgeDb, int>(db => db.TicketLinks.CountAsync(l => l.TicketId == ticket)));

        Assert.Contains("Holiday opening hours", (await agent.Get($"/knowledge/tickets/{ticket}/panel?q=holiday", htmx: true)).Html);
        Assert.Contains("<html", (await agent.Get($"/knowledge/tickets/{ticket}/panel")).Html); // opened directly it is a page
    }

    [Fact]
    public async Task A_ticket_one_may_not_read_is_not_there()
    {
        var ticket = await app.Ticket(subject: "Elsewhere");
        var article = await app.Article("Elsewhere too");
        await app.Db<TicketsDb>(db => db.Tickets.Where(t => t.Id == ticket).ExecuteUpdateAsync(t => t.SetProperty(x => x.TeamId, (long?)null).SetProperty(x => x.OwnerId, (long?)999_999)));
        await app.Db<KnowledgeDb>(db => db.Database.ExecuteSqlAsync($"insert into knowledge.ticket_links (article_id, ticket_id, at) values ({article}, {ticket}, now())"));
        var agent = await app.As("agent");
        Assert.Equal(HttpStatusCode.NotFound, (await agent.Get($"/knowledge/tickets/{ticket}/panel")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await agent.Get($"/knowledge/articles/new?ticket={ticket}")).Status);
        Assert.DoesNotContain($"/tickets/{ticket}", (await agent.Get($"/knowledge/articles/{article}")).Html);
    }

    [Fact]
    public async Task An_article_is_made_of_a_ticket_without_what_tells_who_asked()
    {
        var customer = await app.Customer("Silver Pine Ltd");
        var ticket = await app.Send(new OpenTicket.Command
        {
            CustomerId = customer, Type = TicketType.Inquiry, Channel = TicketChannel.Web, Priority = TicketPriority.Normal, Subject = "Meter shows E7",
            Description = "Silver Pine Ltd here, call 13812345678 or li@example.test. The meter shows E7.",
        }, "agent");
        await app.Send(new AddMessage.Command { Id = ticket, Visibility = MessageVisibility.Public, Body = "Press reset for 5 seconds." }, "agent");
        await app.Send(new AddMessage.Command { Id = ticket, Visibility = MessageVisibility.Internal, Body = "This one complains a lot." }, "agent");
        var agent = await app.As("agent");
        var form = await agent.Get($"/knowledge/articles/new?ticket={ticket}");
        var language = form.ValueOf("Form.TitleEn") == "" ? "Zh" : "En";
        Assert.Equal("Meter shows E7", form.ValueOf("Form.Title" + language));
        var body = form.ValueOf("Form.Body" + language);
        Assert.Contains("The meter shows E7.", body);
        Assert.Contains("Press reset for 5 seconds.", body);
        foreach (var secret in new[] { "Silver Pine", "138123", "li@example", "complains" }) Assert.DoesNotContain(secret, body);
        var saved = await agent.Submit(form, $"/knowledge/articles/new?ticket={ticket}", ("Form.CategoryId", "2"));
        Assert.Equal(HttpStatusCode.Redirect, saved.Status);
        var id = long.Parse(saved.Location!.ToString().Split('/')[^1]);
        Assert.Equal(ticket, await app.Db<KnowledgeDb, long>(db => db.TicketLinks.Where(l => l.ArticleId == id).Select(l => l.TicketId).SingleAsync()));
        Assert.Equal(ArticleState.Draft, await app.Db<KnowledgeDb, ArticleState>(db => db.Articles.Where(a => a.Id == id).Select(a => a.State).SingleAsync()));
    }

    [Fact]
    public async Task Quick_insert_offers_a_button_a_find_in_the_customers_language_first()
    {
        for (var i = 0; i < 9; i++) await app.Article($"Quick thing {i}");
        await app.Article("Quick [odd] thing", "快速插入的东西");
        await app.Article("Quick inside", state: ArticleState.Internal, bodyEn: "Say **this**.");
        var agent = await app.As("agent");
        var chinese = await agent.Get("/knowledge/quick?q=quick&to=zh-CN", htmx: true);
        Assert.Equal(8, chinese.Document.QuerySelectorAll("button.dropdown-item[type=button][data-insert]").Length);
        Assert.Equal("Say **this**.", (await agent.Get("/knowledge/quick?q=inside&to=en", htmx: true)).Document.QuerySelector("button")!.GetAttribute("data-insert"));
        Assert.StartsWith("[Quick \\[odd\\] thing](http://127.0.0.1:5080/help-center/en/articles/", (await agent.Get("/knowledge/quick?q=odd&to=en", htmx: true)).Document.QuerySelector("button")!.GetAttribute("data-insert"));
        Assert.Equal("快速插入的东西", (await agent.Get("/knowledge/quick?q=" + Uri.EscapeDataString("插入") + "&to=zh-CN", htmx: true)).Text("button"));
        Assert.NotEmpty((await agent.Get("/knowledge/quick?to=en", htmx: true)).Document.QuerySelectorAll("button"));
        Assert.Empty((await agent.Get("/knowledge/quick?q=nowhere", htmx: true)).Document.QuerySelectorAll("button"));
        Assert.Equal(HttpStatusCode.Redirect, (await app.Anonymous().Get("/knowledge/quick?q=quick")).Status);
    }

    [Fact]
    public async Task Quick_insert_into_a_reply_offers_what_is_for_colleagues_last_marked_and_after_a_question()
    {
        await app.Article("Gasket inside", state: ArticleState.Internal, bodyEn: "Never say this: gasket gasket gasket.");
        await app.Article("Gasket outside");
        var agent = await app.As("agent");
        var reply = (await agent.Get("/knowledge/quick?q=gasket&to=en&aloud=true", htmx: true)).Document.QuerySelectorAll("button");
        Assert.Equal(["Gasket outside", "Gasket inside"], reply.Select(b => b.FirstChild!.TextContent.Trim()));
        Assert.Equal(("Internal", "Public"), (reply[1].QuerySelector(".badge")!.TextContent, reply[0].QuerySelector(".badge")?.TextContent ?? "Public"));
        Assert.Equal((false, true), (Asks(reply[0]), Asks(reply[1])));
        var note = (await agent.Get("/knowledge/quick?q=gasket&to=en", htmx: true)).Document.QuerySelectorAll("button");
        Assert.DoesNotContain(note, Asks);
        Assert.Single(note, b => b.QuerySelector(".badge") is not null);

        static bool Asks(AngleSharp.Dom.IElement button) => button.GetAttribute("data-ask") is { Length: > 0 };
    }

    [Fact]
    public async Task Articles_beside_a_ticket_are_titled_for_the_reader_and_inserted_for_the_customer()
    {
        await app.Article("Descaling the kettle", "水壶除垢");
        await app.Article("Kettle, in house", "水壶内部说明", ArticleState.Internal, bodyEn: "Say this.", bodyZh: "这样说。");
        await app.Article("Kettle colours");
        var customer = await app.Customer("北京水壶厂");
        await app.Db<TicketsDb>(db => db.Customers.Where(c => c.Id == customer).ExecuteUpdateAsync(s => s.SetProperty(c => c.Language, "zh-CN")));
        var ticket = await app.Ticket(customer, subject: "Descaling a kettle");
        var panel = await (await app.As("agent")).Get($"/knowledge/tickets/{ticket}/panel", htmx: true);
        var hits = panel.Document.QuerySelectorAll(".list-group-item").Where(i => i.TextContent.Contains("ettle", StringComparison.Ordinal)).ToDictionary(i => i.QuerySelector("a")!.TextContent, i => i.QuerySelector("[data-insert]")!.GetAttribute("data-insert")!);
        Assert.StartsWith("[水壶除垢](http://127.0.0.1:5080/help-center/zh-CN/articles/", hits["Descaling the kettle"], StringComparison.Ordinal);
        Assert.Equal("这样说。", hits["Kettle, in house"]);
        Assert.StartsWith("[Kettle colours](http://127.0.0.1:5080/help-center/en/articles/", hits["Kettle colours"], StringComparison.Ordinal);
        // Found by English words, and still what the customer reads.
        Assert.Contains("水壶除垢", (await (await app.As("agent")).Get("/knowledge/quick?q=descaling&to=zh-CN", htmx: true)).Document.QuerySelector("button")!.GetAttribute("data-insert"));
    }

    [Fact]
    public async Task What_may_answer_a_subject_is_shown_before_it_becomes_a_ticket()
    {
        var id = await app.Article("Folding the umbrella", "收伞");
        await app.Article("Umbrella draft", state: ArticleState.Draft);
        var agent = await app.As("agent");
        var found = await agent.Get("/knowledge/answers?q=My%20umbrella%20does%20not%20fold", htmx: true);
        Assert.Equal($"/knowledge/articles/{id}?language=en", Assert.Single(found.Document.QuerySelectorAll("a")).GetAttribute("href"));
        Assert.Contains("No article is about this yet.", (await agent.Get("/knowledge/answers?q=nowhere", htmx: true)).Html);
        Assert.Contains("<html", (await agent.Get("/knowledge/answers?q=umbrella")).Html);
        Assert.Equal(HttpStatusCode.Redirect, (await app.Anonymous().Get("/knowledge/answers?q=umbrella")).Status);
    }
}
