using System.Text.RegularExpressions;
using Crm.Contracts.Tickets;
using Crm.Staff.Data;
using Crm.Tickets.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Crm.BrowserTests.Journeys;

/// <summary>An agent's day without a mouse.</summary>
[Collection(BrowserCollection.Name)]
public sealed partial class KeyboardTests(BrowserApp app)
{
    [GeneratedRegex(@"/tickets/(\d+)$")]
    private static partial Regex TicketUrl();

    [Fact]
    public async Task The_next_ticket_is_taken_answered_and_resolved_by_keys_alone()
    {
        await using var window = await app.Open();
        await window.SignIn("zhao.min");
        await window.Go("/tickets");

        // Something for the queue: a new ticket, sent off from its text.
        await window.Press("c");
        await window.Pick("Customer", "C000002");
        await window.Field("Subject").FillAsync($"Typed blind {Some.Word()}");
        await window.Field("What the customer says").FillAsync("The mouse is broken.");
        await window.Press("Control+Enter");
        await Expect(window.Toast).ToHaveTextAsync("The ticket is open.");

        await window.Go("/tickets");
        await window.Press("t");
        await Expect(window.Toast).ToHaveTextAsync("The ticket is yours.");
        await Expect(window.Page).ToHaveURLAsync(TicketUrl());
        var id = long.Parse(TicketUrl().Match(window.Page.Url).Groups[1].Value);
        var me = await app.Db<StaffDb, long>(db => db.Members.Where(m => m.Email == "zhao.min@demo.test").Select(m => m.Id).SingleAsync());
        Assert.Equal(me, await app.Db<TicketsDb, long?>(db => db.Tickets.Where(t => t.Id == id).Select(t => t.OwnerId).SingleAsync()));

        await window.Press("r");
        await Expect(window.Field("Reply")).ToBeFocusedAsync();
        var reply = $"We have found it: {Some.Word()}";
        await window.Type(reply);
        await window.Press("Control+Enter");
        await Expect(window.Toast).ToContainTextAsync(new Regex("The reply (is on its way|stands on the ticket)")); // whose ticket it is decides whether there is an address
        await Expect(window.Page.GetByRole(AriaRole.Article).Filter(new() { HasText = reply })).ToContainTextAsync("Reply");

        await window.Press("e");
        await Expect(window.Field("What was done")).ToBeFocusedAsync();
        await window.Type("Explained and sent anew.");
        foreach (var key in (string[])["Tab", "Tab", "ArrowDown", "Tab", "ArrowDown", "Tab"]) await window.Press(key);
        await Expect(window.Button("Resolve")).ToBeFocusedAsync();
        await window.Press("Enter");
        await Expect(window.Toast).ToContainTextAsync("The ticket is resolved.");
        var (status, cause, resolution) = await app.Db<TicketsDb, (TicketStatus, long?, long?)>(async db =>
            await db.Tickets.Where(t => t.Id == id).Select(t => new ValueTuple<TicketStatus, long?, long?>(t.Status, t.CauseId, t.ResolutionId)).SingleAsync());
        Assert.Equal(TicketStatus.Resolved, status);
        Assert.NotNull(cause);
        Assert.NotNull(resolution);
        window.AssertNothingBroke();
    }

    [Fact]
    public async Task Single_keys_walk_the_list_open_a_row_search_and_explain_themselves_until_they_are_switched_off()
    {
        await using var window = await app.Open();
        await window.SignIn("supervisor");
        await window.Go("/tickets?view=Open");
        var links = window.Page.Locator("tbody a[data-open]");

        await window.Press("j");
        await Expect(links.Nth(0)).ToBeFocusedAsync();
        await window.Press("j");
        await Expect(links.Nth(1)).ToBeFocusedAsync();
        await window.Press("k");
        await Expect(links.Nth(0)).ToBeFocusedAsync();
        var subject = await links.Nth(0).InnerTextAsync();
        await window.Press("o");
        await Expect(window.Heading).ToHaveTextAsync(subject);

        await window.Press("?");
        var help = window.Dialog("Keyboard");
        await Expect(help).ToBeVisibleAsync();
        await Expect(help.GetByRole(AriaRole.Row).Filter(new() { HasTextRegex = new("Resolve$") }).First).ToContainTextAsync("e");
        await window.Press("Escape");
        await Expect(help).ToBeHiddenAsync();

        await window.Press("/");
        await Expect(window.Field("Search everything")).ToBeFocusedAsync();
        await window.Type("/?j"); // in a field they are letters
        await Expect(window.Field("Search everything")).ToHaveValueAsync("/?j");
        await Expect(help).ToBeHiddenAsync();

        await window.Go("/tickets?view=Open");
        await window.Press("?");
        await help.GetByLabel("Single-key shortcuts").UncheckAsync();
        await window.Press("Escape");
        await window.Press("j");
        await Expect(window.Page.Locator("tbody a:focus")).ToHaveCountAsync(0);
        await window.Press("Control+k");
        await Expect(window.Dialog("Command palette")).ToBeVisibleAsync();
        window.AssertNothingBroke();
    }

    [Fact]
    public async Task A_key_of_the_list_finds_its_search_and_one_that_is_not_for_a_row_says_so()
    {
        await using var window = await app.Open();
        await window.SignIn("supervisor");
        await window.Go("/tickets?view=Closed");
        await window.Press("/");
        await Expect(window.Page.Locator("#q")).ToBeFocusedAsync();

        await window.Go("/tickets?view=Closed");
        await window.Press("j");
        await window.Press("e");
        await Expect(window.Toast).ToContainTextAsync("not open any more");
        await Expect(window.Page).ToHaveURLAsync(new Regex("view=Closed$"));

        await window.Go("/knowledge");
        await window.Press("/");
        await Expect(window.Page.Locator("#q")).ToBeFocusedAsync();
        window.AssertNothingBroke();
    }
}
