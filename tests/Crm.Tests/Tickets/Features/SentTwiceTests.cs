using System.Net;
using Crm.Tests.Support;
using Crm.Tickets.Data;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tests.Tickets.Features;

/// <summary>A double click, a reload, a line that broke after the answer was on its way: the form comes twice, and makes one.</summary>
public sealed class SentTwiceTests(CrmApp app) : IClassFixture<CrmApp>
{
    /// <summary>Where, who, what is made, and what is typed.</summary>
    static readonly Dictionary<string, (string Who, string Table, (string, string?)[] Typed)> Forms = new()
    {
        ["/tickets/{0}/sub-tasks/new"] = ("agent", "tickets.sub_tasks", [("Form.Title", "Ask the factory"), ("Form.TeamId", "1"), ("Form.Within", "2wd")]),
        ["/tickets/new"] = ("agent", "tickets.tickets", [("Form.CustomerId", "{1}"), ("Form.Type", "Inquiry"), ("Form.Subject", "Twice"), ("Form.Description", "Please look.")]),
        ["/tickets/macros/new"] = ("agent", "tickets.macros", [("Form.Name", "Twice"), ("Form.Changes.AddTags", "twice")]),
        ["/tickets/replies/new"] = ("agent", "tickets.canned_replies", [("Form.Name", "Twice"), ("Form.Text", "Hello")]),
        ["/tickets/saved-views/new"] = ("agent", "tickets.saved_views", [("Form.Name", "Twice")]),
        ["/tickets/settings/quality/lists/new"] = ("admin", "tickets.checklists", [("Form.Name", "Twice"), ("Form.NameZh", "两次"), ("Form.Items[0].Text", "Said hello"), ("Form.Items[0].TextZh", "问好"), ("Form.Items[0].Weight", "100"), ("Form.Items[0].Scale", "YesNo")]),
        ["/tickets/settings/rules/new"] = ("admin", "tickets.rules", [("Form.Name", "Twice"), ("Form.NameZh", "两次"), ("Form.Trigger", "Opened"), ("Form.Changes.AddTags", "twice"), ("Form.Active", "false")]),
        ["/tickets/settings/routing/rules/new"] = ("admin", "tickets.routing_rules", [("Form.Skills", "pumps")]),
        ["/tickets/settings/policies/new"] = ("admin", "tickets.sla_policies", [("Form.Name", "Twice"), ("Form.NameZh", "两次"), ("Form.FirstResponse", "4wh"), ("Form.CalendarId", "1"), ("Form.Percent", "80")]),
        ["/tickets/settings/calendars/new"] = ("admin", "tickets.calendars", [("Form.Name", "Twice"), ("Form.Zone", "Asia/Shanghai"), ("Form.RoundTheClock", "true")]),
        ["/tickets/settings/categories/new"] = ("admin", "tickets.categories", [("Form.Name", "Twice"), ("Form.NameZh", "两次")]),
        ["/tickets/settings/codes/entry?kind=Cause"] = ("admin", "tickets.codes", [("Form.Name", "Twice"), ("Form.NameZh", "两次")]),
        ["/follow-ups/rules/entry"] = ("admin", "tickets.follow_up_rules", [("Form.Trigger", "Keyword"), ("Form.Keywords", "twice")]),
        ["/knowledge/articles/new"] = ("admin", "knowledge.articles", [("Form.TitleEn", "Twice"), ("Form.BodyEn", "How to do it twice."), ("Form.CategoryId", "1")]),
        ["/knowledge/settings/categories/new"] = ("admin", "knowledge.categories", [("Form.Name", "Twice"), ("Form.NameZh", "两次"), ("Form.Position", "9")]),
    };

    public static TheoryData<string> Urls => [.. Forms.Keys];

    async Task<long> Count(string table) => await app.Db<TicketsDb, long>(async db => (await db.Database.SqlQueryRaw<long>($"select count(*) as \"Value\" from {table}").ToListAsync())[0]);

    [Theory]
    [MemberData(nameof(Urls))]
    public async Task A_form_that_is_sent_twice_makes_one_and_leads_to_it_both_times(string at)
    {
        var (who, table, typed) = Forms[at];
        var customer = await app.Customer("Twice " + table);
        var ticket = await app.Ticket();
        var url = at.Replace("{0}", $"{ticket}", StringComparison.Ordinal);
        var filled = typed.Select(t => (t.Item1, t.Item2?.Replace("{1}", $"{customer}", StringComparison.Ordinal))).ToArray();
        var browser = await app.As(who);
        var (page, before) = (await browser.Get(url), await Count(table));
        var first = await browser.Submit(page, url, filled);
        Assert.True(first.Status == HttpStatusCode.Found, first.Html);
        var second = await browser.Submit(page, url, filled);
        Assert.Equal((HttpStatusCode.Found, first.Location), (second.Status, second.Location));
        Assert.Equal(before + 1, await Count(table));
        Assert.Contains("sent twice", (await browser.Get(second.Location!.OriginalString)).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_that_come_at_the_same_moment_make_one()
    {
        var agent = await app.As("agent");
        for (var round = 0; round < 4; round++)
        {
            var (page, before, name) = (await agent.Get("/tickets/macros/new"), await Count("tickets.macros"), $"At once {round}");
            var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => agent.Submit(page, "/tickets/macros/new", ("Form.Name", name), ("Form.Changes.AddTags", "once"))));
            Assert.All(answers, a => Assert.Equal((HttpStatusCode.Found, answers[0].Location), (a.Status, a.Location)));
            Assert.Equal(before + 1, await Count("tickets.macros"));
        }
    }

    [Fact]
    public async Task Other_words_and_a_fresh_form_are_another_one_and_what_was_refused_may_be_sent_again()
    {
        var agent = await app.As("agent");
        var page = await agent.Get("/tickets/macros/new");
        var before = await Count("tickets.macros");
        for (var i = 0; i < 2; i++) Assert.Equal(HttpStatusCode.UnprocessableEntity, (await agent.Submit(page, "/tickets/macros/new", ("Form.Name", "No changes"))).Status);
        foreach (var name in new[] { "One", "Other" }) Assert.Equal(HttpStatusCode.Found, (await agent.Submit(page, "/tickets/macros/new", ("Form.Name", name), ("Form.Changes.AddTags", "x"))).Status);
        Assert.Equal(HttpStatusCode.Found, (await agent.Post("/tickets/macros/new", ("Form.Name", "One"), ("Form.Changes.AddTags", "x"))).Status);
        Assert.Equal(before + 3, await Count("tickets.macros"));
    }

    [Fact]
    public async Task A_rule_may_be_tried_as_often_as_one_likes_and_saved_then()
    {
        var admin = await app.As("admin");
        (string, string?)[] rule = [("Form.Name", "Tried"), ("Form.NameZh", "试过"), ("Form.Trigger", "Opened"), ("Form.Changes.AddTags", "x"), ("Form.Active", "false")];
        var page = await admin.Get("/tickets/settings/rules/new");
        for (var i = 0; i < 2; i++) Assert.NotNull((await admin.Submit(page, "/tickets/settings/rules/new", [.. rule, ("Dry", "true")])).Document.QuerySelector("#tried"));
        Assert.Equal(HttpStatusCode.Found, (await admin.Submit(page, "/tickets/settings/rules/new", rule)).Status);
        Assert.Equal(1, await app.Db<TicketsDb, int>(db => db.TicketRules.CountAsync(r => r.Name == "Tried")));
    }

    [Fact]
    public async Task A_page_that_only_shows_refuses_a_form()
    {
        var ticket = await app.Ticket();
        var agent = await app.As("agent");
        var page = await agent.Get("/tickets/macros/new");
        foreach (var url in new[] { $"/tickets/{ticket}", $"/tickets/{ticket}/print", $"/tickets/{ticket}/next", $"/knowledge/tickets/{ticket}/panel" })
        {
            var answer = await agent.Send(new HttpRequestMessage(HttpMethod.Post, url) { Content = new FormUrlEncodedContent([new("__RequestVerificationToken", page.ValueOf("__RequestVerificationToken"))]) });
            Assert.Equal((HttpStatusCode.MethodNotAllowed, "GET, HEAD"), (answer.Status, string.Join(", ", answer.Response.Content.Headers.Allow)));
        }
        Assert.Equal(HttpStatusCode.OK, (await agent.Get($"/tickets/{ticket}")).Status);
    }
}
