using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Crm.Contracts.Customers;
using Crm.Customers.Data;
using Crm.Loyalty.Features.MemberPage;
using Crm.Loyalty.Features.Members;
using Crm.Tests.Support;

namespace Crm.Tests.Loyalty.Features;

/// <summary>Customers and members of tests about rewards, and how they come to their page.</summary>
internal static partial class LoyaltyWorld
{
    static int people;

    [GeneratedRegex(@"http\S+/enter/(\S+)")]
    private static partial Regex Link();

    /// <summary>A customer with an address of their own to be written to.</summary>
    public static async Task<(long Id, string Email)> NewCustomer(this CrmApp app, string language = "en", string by = "admin", object[]? addresses = null)
    {
        var nr = Interlocked.Increment(ref people);
        var email = $"guest{nr}@example.com";
        var answer = await (await app.Api(by)).PostAsJsonAsync("/api/v1/customers", new { kind = "individual", name = $"Guest {nr}", language, emails = new[] { new { value = email, primary = true } }, addresses = addresses ?? [] });
        Assert.True(answer.StatusCode == HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        return ((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetInt64(), email);
    }

    /// <summary>A member with points.</summary>
    public static async Task<(long Member, long Customer, string Email)> NewMember(this CrmApp app, decimal points = 0, string language = "en", string by = "admin", object[]? addresses = null)
    {
        var (customer, email) = await app.NewCustomer(language, by, addresses);
        var member = await app.Send(new JoinMember.Command { CustomerId = customer, TermsAccepted = true });
        if (points > 0)
        {
            await app.Db<CustomersDb>(async db => { db.Publish(new PurchaseRecorded(900_000 + customer, customer, app.Clock.Now, points, "CNY", false)); await db.SaveChangesAsync(); });
            await app.Deliver();
        }
        return (member, customer, email);
    }

    /// <summary>The links that were mailed to a customer, newest first.</summary>
    public static async Task<List<string>> LinksTo(this CrmApp app, long customer) => [.. (await app.MailsTo(customer)).Select(m => Link().Match(m.TextBody)).Where(m => m.Success).Select(m => new Uri(m.Value).PathAndQuery)];

    /// <summary>A browser that asked for the link and came in by it.</summary>
    public static async Task<Browser> SignedIn(this CrmApp app, long customer, string email, string language = "en")
    {
        var browser = app.Anonymous(language);
        await browser.Post($"/member/{language}/sign-in", ("Form.Email", email));
        var entered = await browser.Post((await app.LinksTo(customer))[0]);
        Assert.Equal(HttpStatusCode.SeeOther, entered.Status);
        return browser;
    }

    public static Task<ShowMember.Result> Member(this CrmApp app, long id) => app.Send(new ShowMember.Query(id));
}
