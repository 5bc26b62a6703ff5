using System.Text;
using Crm.Customers.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Crm.BrowserTests.Journeys;

/// <summary>A list of customers as a Chinese spreadsheet saves it comes in through the browser.</summary>
[Collection(BrowserCollection.Name)]
public sealed class ImportTests(BrowserApp app)
{
    [Fact]
    public async Task A_GB18030_file_is_recognised_mapped_checked_and_imported_and_the_rows_left_out_are_given_back()
    {
        var (batch, phone) = (Some.Word(), Some.Phone());
        var csv = $"""
            客户名称,手机,邮箱,行业,备注
            欧阳晓{batch},{phone},{batch}1@example.com,制造业,老客户
            司马玥{batch},{Some.Phone()},{batch}2@example.com,零售业,
            电话不对{batch},12,{batch}3@example.com,零售业,号码有误
            重复的人{batch},{phone},,零售业,同一个电话

            """;
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        await using var window = await app.Open();
        await window.SignIn("supervisor");
        await window.Menu("Customers").ClickAsync();
        await window.Link("Import").ClickAsync();
        await window.Field("File").SetInputFilesAsync(new FilePayload { Name = "客户名单.csv", MimeType = "text/csv", Buffer = Encoding.GetEncoding("GB18030").GetBytes(csv) });
        await window.Button("Upload").ClickAsync();

        await Expect(window.Heading).ToHaveTextAsync("Columns and settings");
        await Expect(window.Main).ToContainTextAsync("Recognised as GB18030");
        await Expect(window.Main).ToContainTextAsync("4 rows");
        await Expect(window.Main).ToContainTextAsync("客户名单.csv");
        foreach (var (column, field) in new[] { ("客户名称", "Name"), ("手机", "Phone"), ("邮箱", "E-mail"), ("行业", "Industry"), ("备注", "Note") })
            await Expect(window.Field($"Goes to {column}").Locator("option:checked")).ToHaveTextAsync(field);
        await window.Field("Goes to 备注").SelectOptionAsync("(leave out)");
        await window.Button("Check without importing").ClickAsync();

        await Expect(window.Main).ToContainTextAsync("Nothing has been changed yet");
        await Expect(window.Link("Will be created 2")).ToBeVisibleAsync();
        await Expect(window.Link("Error 1")).ToBeVisibleAsync();
        await Expect(window.Link("Duplicate 1")).ToBeVisibleAsync();
        await Expect(window.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "电话不对" })).ToContainTextAsync("Not a phone number: 12");
        await Expect(window.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "重复的人" })).ToContainTextAsync("The same as line 2");
        Assert.Equal(0, await Count(batch));

        await window.Button("Import now").ClickAsync();
        await Expect(window.Link("Created 2")).ToBeVisibleAsync();
        Assert.Equal(2, await Count(batch));
        var download = await window.Page.RunAndWaitForDownloadAsync(() => window.Link("Rows left out (CSV)").ClickAsync());
        Assert.Equal("客户名单-left-out.csv", download.SuggestedFilename);
        var left = await File.ReadAllTextAsync(await download.PathAsync());
        Assert.Contains($"电话不对{batch},12,", left);
        Assert.Contains("Not a phone number: 12", left);
        Assert.Contains($"重复的人{batch}", left);
        Assert.DoesNotContain("司马玥", left);

        await window.Menu("Customers").ClickAsync();
        await window.Field("Search").FillAsync($"司马玥{batch}");
        await window.Press("Enter");
        await Expect(window.Link($"司马玥{batch}")).ToBeVisibleAsync();
        window.AssertNothingBroke();
    }

    Task<int> Count(string batch) => app.Db<CustomersDb, int>(db => db.Customers.CountAsync(c => c.Name.EndsWith(batch)));
}
