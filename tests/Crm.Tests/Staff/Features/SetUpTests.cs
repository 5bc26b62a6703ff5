using System.Net;
using Crm.Staff.Data;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tests.Staff.Features;

public sealed class SetUpTests(CrmApp app) : IClassFixture<CrmApp>, IAsyncLifetime
{
    public Task InitializeAsync() => app.Db<StaffDb>(db => db.Database.ExecuteSqlRawAsync("truncate staff.members cascade"));

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task An_empty_installation_leads_to_the_set_up_page_until_somebody_works_there()
    {
        var browser = app.Anonymous();
        Assert.Equal("/setup", (await Open(browser, "/tickets")).Location?.OriginalString);
        Assert.Equal(HttpStatusCode.Unauthorized, (await app.Client().GetAsync("/api/v1/me")).StatusCode);

        var bad = await browser.Post("/setup", ("Form.Name", "Ada"), ("Form.Email", "ada@crm.test"), ("Form.Password", "password123"), ("Form.Again", "password123"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, bad.Status);
        Assert.Equal("Ada", bad.ValueOf("Form.Name"));

        var slower = app.Anonymous();
        var late = await slower.Get("/setup");
        Assert.Equal("/", (await browser.Post("/setup", ("Form.Name", "Ada"), ("Form.Email", "ada@crm.test"), ("Form.Password", "two grey herons"), ("Form.Again", "two grey herons"))).Location?.OriginalString);
        Assert.Equal(HttpStatusCode.OK, (await browser.Get("/staff")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await app.Anonymous().Get("/setup")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await slower.Submit(late, "/setup", ("Form.Name", "Eve"), ("Form.Email", "eve@crm.test"), ("Form.Password", "two grey herons"), ("Form.Again", "two grey herons"))).Status);
        Assert.Equal(1, await app.Db<StaffDb, int>(db => db.Members.CountAsync()));
    }

    static Task<Answer> Open(Browser browser, string url)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Accept.ParseAdd("text/html");
        return browser.Send(request);
    }
}
