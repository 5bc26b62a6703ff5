using Crm.Contracts.Customers;
using Crm.Customers.Data;
using Crm.Platform.Data;
using Crm.Sales.Data;
using Crm.Sales.Domain;
using Crm.Staff.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Crm.BrowserTests.Journeys;

/// <summary>A deal moves on: by dragging its card, or without.</summary>
[Collection(BrowserCollection.Name)]
public sealed class SalesBoardTests(BrowserApp app)
{
    [Fact]
    public async Task A_card_is_dragged_to_the_next_stage_which_asks_why_and_moved_on_from_a_phone_without_dragging()
    {
        var title = $"Deal {Some.Word()}";
        var me = await app.Db<StaffDb, long>(db => db.Members.Where(m => m.Email == "manager@demo.test").Select(m => m.Id).SingleAsync());
        var number = await app.Db<CustomersDb, long>(db => db.Customers.Where(c => c.OwnerId == me && c.Admission == Admission.Admitted).OrderBy(c => c.Id).Select(c => c.Number).FirstAsync());
        await using var window = await app.Open();
        await window.SignIn("manager");
        await window.Menu("Opportunities").ClickAsync();
        await window.Link("New opportunity").ClickAsync();
        await window.Pick("Customer", HumanNumber.Format('C', number));
        await window.Field("Title").FillAsync(title);
        await window.Field("Expected amount").FillAsync("98765432"); // the largest of its column, so that its card is there
        await window.Button("Save").ClickAsync();
        await Expect(window.Heading).ToHaveTextAsync(title);

        await window.Menu("Opportunities").ClickAsync();
        var card = window.Page.GetByRole(AriaRole.Article).Filter(new() { HasText = title });
        await Expect(Column(window, "Lead").Filter(new() { Has = card })).ToBeVisibleAsync();
        await card.DragToAsync(Column(window, "Needs").Locator(".board-cards"), new() { TargetPosition = new() { X = 40, Y = 20 } });

        await Expect(window.Field("New stage")).ToHaveValueAsync("Needs");
        await Expect(window.Field("Reason")).ToBeFocusedAsync();
        await window.Button("Move to another stage").ClickAsync();
        await Expect(window.Field("Reason")).ToHaveAccessibleDescriptionAsync(new System.Text.RegularExpressions.Regex("Please fill this in"));
        Assert.Equal(Stage.Lead, await StageOf(title));
        await window.Field("Reason").FillAsync("They told us what they need.");
        await window.Button("Move to another stage").ClickAsync();
        await Expect(window.Toast).ToHaveTextAsync("Moved.");
        Assert.Equal(Stage.Needs, await StageOf(title));
        await window.Menu("Opportunities").ClickAsync();
        await Expect(Column(window, "Needs").Filter(new() { Has = card })).ToBeVisibleAsync();
        window.AssertNothingBroke();

        await using var phone = await app.Open(phone: true);
        await phone.SignIn("manager");
        await phone.Go("/opportunities");
        await phone.Link($"Move to another stage {title}").TapAsync();
        await phone.Field("New stage").SelectOptionAsync("Proposal");
        await phone.Field("Reason").FillAsync("The offer is out.");
        await phone.Button("Move to another stage").TapAsync();
        await Expect(phone.Toast).ToHaveTextAsync("Moved.");
        await phone.Link(title).TapAsync();
        await Expect(phone.Main.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "The offer is out." })).ToContainTextAsync("Needs → Proposal");
        Assert.Equal(Stage.Proposal, await StageOf(title));
        phone.AssertNothingBroke();
    }

    static ILocator Column(Window window, string stage) => window.Page.GetByRole(AriaRole.Region, new() { Name = stage, Exact = true });

    Task<Stage> StageOf(string title) => app.Db<SalesDb, Stage>(db => db.Opportunities.Where(o => o.Title == title).Select(o => o.Stage).SingleAsync());
}
