using System.Net;
using Crm.Staff.Data;
using Crm.Staff.Features.Demo;
using Crm.Staff.Features.Sessions;
using Crm.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Staff.Features;

/// <summary>One password on a thousand accounts locks none of them: the address they come from is limited too.</summary>
public sealed class AddressGuardTests(CrmApp app) : IClassFixture<CrmApp>, IAsyncLifetime
{
    const string Proxy = "10.9.8.7";

    WebApplicationFactory<Program>? factory;

    public Task InitializeAsync()
    {
        factory = new WebApplicationFactory<Program>().WithWebHostBuilder(b =>
        {
            CrmApp.Configure(b, app.ConnectionString, app.Clock, app.DataDir);
            b.UseSetting("Crm:SignIn:TriesPerAddress", "4");
            b.UseSetting("Crm:Proxies", "192.0.2.1, 10.9.8.0/24");
            b.ConfigureTestServices(s => s.AddSingleton<IStartupFilter, Wire>());
        });
        return app.Db<StaffDb>(db => db.AddressTries.ExecuteDeleteAsync());
    }

    public async Task DisposeAsync() => await factory!.DisposeAsync();

    [Fact]
    public async Task Many_accounts_from_one_address_are_as_limited_as_one()
    {
        var guesser = From("203.0.113.5");
        for (var i = 0; i < 4; i++) Assert.Equal(HttpStatusCode.UnprocessableEntity, (await SignIn(guesser, $"person{i}@demo.test", "guess")).Status);
        var refused = await SignIn(guesser, "agent@demo.test", DemoStaff.Password);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.Status);
        Assert.Equal("900", refused.Response.Headers.RetryAfter!.ToString());
        Assert.Contains("Too many tries from your address. Please wait 15 minutes", refused.Text("[role=alert]"));
        Assert.Equal(HttpStatusCode.TooManyRequests, (await guesser.Post("/sign-in/forgot", ("Form.Email", "agent@demo.test"))).Status);

        Assert.Equal(HttpStatusCode.Redirect, (await SignIn(From("203.0.113.6"), "agent@demo.test", DemoStaff.Password)).Status);
        app.Clock.Advance(AddressGuard.Within);
        Assert.Equal(HttpStatusCode.Redirect, (await SignIn(guesser, "agent@demo.test", DemoStaff.Password)).Status);
    }

    [Fact]
    public async Task A_right_password_is_no_try()
    {
        for (var i = 0; i < 10; i++) Assert.Equal(HttpStatusCode.Redirect, (await SignIn(From("203.0.113.20"), "manager@demo.test", DemoStaff.Password)).Status);
    }

    [Fact]
    public async Task A_header_written_by_the_guesser_changes_nothing()
    {
        for (var i = 0; i < 4; i++) await SignIn(From("203.0.113.30", $"198.51.100.{i}"), "nobody@demo.test", "guess");
        Assert.Equal(HttpStatusCode.TooManyRequests, (await SignIn(From("203.0.113.30", "198.51.100.99"), "nobody@demo.test", "guess")).Status);
    }

    [Fact]
    public async Task A_known_proxy_is_believed()
    {
        for (var i = 0; i < 5; i++) await SignIn(From(Proxy, "198.51.100.1"), "nobody@demo.test", "guess");
        Assert.Equal(HttpStatusCode.TooManyRequests, (await SignIn(From(Proxy, "198.51.100.1"), "nobody@demo.test", "guess")).Status);
        // Whoever stands before the proxy may write what they like: the last address, which the proxy wrote, counts.
        Assert.Equal(HttpStatusCode.TooManyRequests, (await SignIn(From(Proxy, "198.51.100.77, 198.51.100.1"), "nobody@demo.test", "guess")).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await SignIn(From(Proxy, "198.51.100.2"), "nobody@demo.test", "guess")).Status);
    }

    [Fact]
    public async Task At_once_is_no_more_than_in_a_row()
    {
        var guesser = From("203.0.113.40");
        var page = await guesser.Get("/sign-in");
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => guesser.Submit(page, "/sign-in", ("Form.Email", $"x{i}@demo.test"), ("Form.Password", "guess"))));
        Assert.Equal(4, answers.Count(a => a.Status == HttpStatusCode.UnprocessableEntity));
        Assert.Equal(8, answers.Count(a => a.Status == HttpStatusCode.TooManyRequests));
    }

    [Theory]
    [InlineData("203.0.113.5", "203.0.113.5"), InlineData("::ffff:203.0.113.5", "203.0.113.5")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"), InlineData("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64")]
    [InlineData(null, null), InlineData("unknown", null)]
    public void One_household_is_one_address(string? address, string? place) => Assert.Equal(place, AddressGuard.Place(address));

    static Task<Answer> SignIn(Browser browser, string email, string password) => browser.Post("/sign-in", ("Form.Email", email), ("Form.Password", password));

    Browser From(string address, string? forwarded = null)
    {
        var client = factory!.CreateClient(new() { AllowAutoRedirect = false });
        client.DefaultRequestHeaders.Add("X-Wire", address);
        if (forwarded is not null) client.DefaultRequestHeaders.Add("X-Forwarded-For", forwarded);
        return new Browser(client, "en");
    }

    /// <summary>A test server has no wire: the address the connection came from is what this header says.</summary>
    sealed class Wire : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((context, rest) =>
            {
                context.Connection.RemoteIpAddress = IPAddress.Parse(context.Request.Headers["X-Wire"].Single()!);
                return rest(context);
            });
            next(app);
        };
    }
}
