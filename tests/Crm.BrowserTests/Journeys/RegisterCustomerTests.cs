using System.Text.RegularExpressions;
using Crm.Customers.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Crm.BrowserTests.Journeys;

/// <summary>Somebody new calls: an agent registers them and opens their ticket.</summary>
[Collection(BrowserCollection.Name)]
public sealed class RegisterCustomerTests(BrowserApp app)
{
    [Fact]
    public async Task A_mistyped_phone_is_said_beside_the_field_nothing_typed_is_lost_and_the_ticket_stands_in_the_list()
    {
        var (name, subject) = ($"Nora Newcomer {Some.Word()}", $"Where is parcel {Some.Word()}?");
        await using var window = await app.Open();
        await window.SignIn("agent");
        await window.Menu("Customers").ClickAsync();
        await window.Link("New customer").ClickAsync();
        await Expect(window.Field("Name")).ToBeFocusedAsync();
        await window.Type(name);
        var phone = window.Field("Phone 1");
        await phone.FillAsync("call me");
        await window.Field("Industry").FillAsync("Logistics");
        await window.Field("Tags").FillAsync("newcomer, parcels");
        await window.Button("Save").ClickAsync();

        await Expect(phone).ToHaveAccessibleDescriptionAsync(new Regex("^Not a phone number"));
        await Expect(window.Page.GetByText("Not a phone number")).ToHaveCountAsync(1); // there, and not at the top as well
        await Expect(phone).ToHaveValueAsync("call me");
        await Expect(window.Field("Name")).ToHaveValueAsync(name);
        await Expect(window.Field("Industry")).ToHaveValueAsync("Logistics");
        await Expect(window.Field("Tags")).ToHaveValueAsync("newcomer, parcels");

        var number = Some.Phone();
        await phone.FillAsync(number);
        await window.Button("Save").ClickAsync();
        await Expect(window.Heading).ToHaveTextAsync(name);
        await Expect(window.Toast).ToHaveTextAsync($"{name} has been added.");
        var stored = await app.Db<CustomersDb, string>(db => db.Customers.Where(c => c.Name == name).SelectMany(c => c.Points).Select(p => p.Normal).SingleAsync());
        Assert.Equal("+86" + number, stored);

        await window.Card("Tickets").GetByRole(AriaRole.Link, new() { Name = "New ticket" }).ClickAsync();
        await Expect(window.Field("Customer")).ToHaveValueAsync(new Regex(Regex.Escape(name)));
        await window.Field("Subject").FillAsync(subject);
        await window.Field("What the customer says").FillAsync("It was promised for Monday.");
        await window.Button("Open ticket").ClickAsync();
        await Expect(window.Heading).ToHaveTextAsync(subject);
        await Expect(window.Toast).ToHaveTextAsync("The ticket is open.");

        await window.Menu("Tickets").ClickAsync();
        await window.Main.GetByRole(AriaRole.Link, new() { NameRegex = new("^All open") }).ClickAsync();
        await window.Main.GetByRole(AriaRole.Searchbox).FillAsync(subject);
        await window.Press("Enter");
        var row = window.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = subject });
        await Expect(row).ToContainTextAsync(name);
        await Expect(row).ToContainTextAsync(new Regex("W[0-9]{6}"));
        window.AssertNothingBroke();
    }
}
