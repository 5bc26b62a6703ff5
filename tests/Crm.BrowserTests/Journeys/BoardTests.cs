using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Crm.BrowserTests.Journeys;

/// <summary>A supervisor sees what is due and gives it away: by dragging a card, or without; the board follows what others do.</summary>
[Collection(BrowserCollection.Name)]
public sealed class BoardTests(BrowserApp app)
{
    [Fact]
    public async Task A_card_is_dragged_onto_a_person_and_taken_back_and_what_a_colleague_does_shows_by_itself()
    {
        await using var window = await app.Open();
        await window.SignIn("supervisor");
        await window.Menu("Board").ClickAsync();
        await Expect(window.Heading).ToHaveTextAsync("Board");
        await window.Settled();
        var card = window.Page.Locator("article[data-ticket]").Filter(new() { HasNotText = "Min Zhao" }).First;
        var id = long.Parse((await card.GetAttributeAsync("data-ticket"))!);
        var before = await TicketOf(id);
        var person = window.Page.Locator(".list-group-item[data-give]").Filter(new() { HasText = "Min Zhao" });
        await Expect(card.Locator("[data-countdown]")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("[0-9:]+"));

        await card.DragToAsync(person);
        await Expect(window.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("Given to Min Zhao.");
        Assert.NotEqual(before.OwnerId, (await TicketOf(id)).OwnerId);
        await window.Button("Undo").ClickAsync();
        await Expect(window.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("Taken back.");
        Assert.Equal((before.OwnerId, before.TeamId), await TicketOf(id) is var back ? (back.OwnerId, back.TeamId) : default);
        window.AssertNothingBroke();

        // A colleague takes it on another machine: the board of the supervisor, untouched, says so.
        await using var colleague = await app.Open(phone: true);
        await colleague.SignIn("supervisor");
        await colleague.Go("/tickets/board");
        await colleague.Page.Locator($"#assign-{id}").First.TapAsync();
        await colleague.Field("Assignee").SelectOptionAsync(new SelectOptionValue { Label = "Min Zhao" });
        await colleague.Field("Remark").FillAsync("You know them.");
        await colleague.Button("Assign").TapAsync();
        await Expect(colleague.Button("Undo")).ToBeVisibleAsync();
        await Expect(window.Page.Locator($"article[data-ticket='{id}']")).ToContainTextAsync("Min Zhao");
        colleague.AssertNothingBroke();
        window.AssertNothingBroke();
    }

    Task<Ticket> TicketOf(long id) => app.Db<TicketsDb, Ticket>(db => db.Tickets.AsNoTracking().SingleAsync(t => t.Id == id));
}
