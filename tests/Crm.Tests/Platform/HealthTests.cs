using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Crm.Platform.Data;
using Crm.Tests.Support;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tests.Platform;

public sealed class HealthTests(CrmApp app) : IClassFixture<CrmApp>
{
    [Fact]
    public async Task Anybody_may_ask_whether_the_host_lives_and_is_ready()
    {
        Assert.Equal(HttpStatusCode.OK, (await app.Client().GetAsync("/health/live")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await app.Client().GetAsync("/health/ready")).StatusCode);
    }

    [Fact]
    public async Task An_event_that_is_stuck_degrades_but_takes_no_host_away()
    {
        await app.Db<PlatformDb>(db => db.Database.ExecuteSqlAsync($"insert into platform.outbox (id, type, payload, occurred_at, attempts) values (gen_random_uuid(), 'x', '{{}}', now(), 10)"));
        var answer = await app.Client().GetAsync("/health/ready");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("degraded", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("checks").GetProperty("outbox").GetString());
        await app.Db<PlatformDb>(db => db.Database.ExecuteSqlAsync($"delete from platform.outbox"));
    }

    [Fact]
    public async Task A_database_that_is_behind_makes_it_unready()
    {
        var empty = await TestPostgres.EmptyDatabase();
        await using (var factory = new WebApplicationFactory<Program>().WithWebHostBuilder(b => CrmApp.Configure(b, empty, new FakeClock())))
        {
            var answer = await factory.CreateClient().GetAsync("/health/ready");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await factory.CreateClient().GetAsync("/health/live")).StatusCode);
        }
        await TestPostgres.Drop(empty);
    }
}
