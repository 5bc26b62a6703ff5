using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Crm.Customers.Data;
using Crm.Host;
using Crm.Platform.Data;
using Crm.Platform.Demo;
using Crm.Platform.Modules;
using Crm.Platform.Users;
using Crm.Staff.Data;
using Crm.Staff.Domain;
using Crm.Staff.Features.Access;
using Crm.Tests.Support;
using Crm.Tickets.Data;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Crm.Tests.Host;

/// <summary>The demo data goes without a trace, and what people entered for themselves stays.</summary>
public sealed class RemoveDemoTests : IAsyncLifetime
{
    string connection = "";
    WebApplicationFactory<Program>? factory;

    public async Task InitializeAsync()
    {
        connection = await TestPostgres.EmptyDatabase();
        await TestPostgres.Migrated(connection, new FakeClock());
        factory = new WebApplicationFactory<Program>().WithWebHostBuilder(b => CrmApp.Configure(b, connection, new FakeClock()));
        await Demo.LoadAsync(factory.Services, default);
    }

    public async Task DisposeAsync()
    {
        await factory!.DisposeAsync();
        await TestPostgres.Drop(connection);
    }

    [Fact]
    public async Task No_demo_row_stays_and_no_other_goes()
    {
        var ranges = await Ranges();
        Assert.True(ranges.Count > 25, "The demo data fills most tables.");
        Assert.All(["tickets.quality_checks", "tickets.goodwill", "tickets.risk_alerts", "loyalty.coupons"], table => Assert.Contains(table, ranges.Keys));
        Assert.Equal(new DemoRange(0, 2000), ranges["customers.customers"]);
        var seeded = await Counts("not (id > {0} and id <= {1})", ranges); // what every installation starts with

        // Somebody real, who may not manage people, registers a customer of her own and works on a demo one.
        var ann = await Hire("ann@example.test", null);
        var api = await Api(ann);
        var own = await Create(api, "/api/v1/customers", new { kind = "individual", name = "Own Customer", phones = new[] { new { value = "13912345678" } } });
        var kept = await Create(api, "/api/v1/tickets", new { customerId = own, type = "inquiry", channel = "phone", subject = "Mine", description = "stays" });
        var lost = await Create(api, "/api/v1/tickets", new { customerId = 1, type = "inquiry", channel = "phone", subject = "On a demo customer", description = "goes" });
        Assert.Equal(HttpStatusCode.Created, (await api.PostAsJsonAsync($"/api/v1/tickets/{kept}/messages", new { visibility = "internal", body = "mine too" })).StatusCode);
        await Db<TicketsDb>(db => db.Database.ExecuteSqlRawAsync("update tickets.tickets set owner_id = 4 where id = {0}", kept)); // a demo person works on it

        var supervisor = await SignedIn("supervisor");
        Assert.Equal(HttpStatusCode.Forbidden, (await supervisor.Get("/admin/demo")).Status);
        var admin = await SignedIn("admin");
        var wrong = await admin.Post("/admin/demo", ("Form.Typed", "yes"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.Status);
        Assert.Equal("Type DELETE to confirm.", wrong.ErrorOf("Form.Typed"));
        var orphaned = await admin.Post("/admin/demo", ("Form.Typed", "DELETE"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, orphaned.Status);
        Assert.Contains("make one of them an administrator first", orphaned.Html);
        Assert.Equal(ranges.Count, (await Ranges()).Count);

        await Hire("root@example.test", ShippedRoles.Administrator);
        Assert.Equal(HttpStatusCode.Redirect, (await admin.Post("/admin/demo", ("Form.Typed", "DELETE"))).Status);

        Assert.All(await Counts("id > {0} and id <= {1}", ranges), t => Assert.True(t.Value == 0, $"{t.Key} has {t.Value} demo rows left."));
        foreach (var (table, count) in await Counts("not (id > {0} and id <= {1})", ranges)) Assert.True(count >= seeded[table], $"{table} lost rows that were not demo rows.");
        Assert.All(await factory!.Services.GetRequiredService<Crm.Platform.Facts.RollUpKeeper>().Compare(default), c => Assert.Equal((c.Name, 0), (c.Name, c.Differences)));
        await Db<CustomersDb>(async db => Assert.Equal(own, (await db.Customers.SingleAsync()).Id));
        await Db<TicketsDb>(async db =>
        {
            var ticket = await db.Tickets.Include(t => t.Messages).SingleAsync();
            Assert.Equal((kept, null), (ticket.Id, ticket.OwnerId));
            Assert.NotEqual(lost, ticket.Id);
            Assert.Contains(ticket.Messages, m => m.Body == "mine too");
        });
        // Nobody is signed in with a demo session any more, the others go on, and the page says there is nothing left to remove.
        Assert.Equal(HttpStatusCode.Redirect, (await admin.Get("/customers")).Status);
        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync($"/api/v1/tickets/{kept}")).StatusCode);
        Assert.Empty(await Ranges());
        Assert.False(await factory!.Services.GetRequiredService<DemoData>().IsLoaded(default));
        await Assert.ThrowsAsync<PostgresException>(() => Db<PlatformDb>(db => db.Database.ExecuteSqlRawAsync("delete from platform.audit"))); // the guards are up again
    }

    [Fact]
    public async Task With_nobody_left_the_set_up_page_opens()
    {
        var admin = await SignedIn("admin");
        await admin.Post("/admin/demo", ("Form.Typed", "DELETE"));
        var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Accept.ParseAdd("text/html");
        Assert.Equal("/setup", (await admin.Send(request)).Location?.OriginalString);
        Assert.Equal(HttpStatusCode.OK, (await admin.Get("/setup")).Status);
    }

    async Task<Browser> SignedIn(string person)
    {
        var browser = new Browser(factory!.CreateClient(new() { AllowAutoRedirect = false }), "en");
        await TestStaff.SignIn(browser, person);
        return browser;
    }

    async Task<long> Hire(string email, string? role)
    {
        var id = 0L;
        await Db<StaffDb>(async db =>
        {
            var member = new StaffMember(email.Split('@')[0], null, email);
            if (role is null) db.Roles.Add(EverythingButPeople());
            await db.SaveChangesAsync();
            member.Hold([await db.Roles.Where(r => r.Code == role).Select(r => r.Id).SingleAsync()]);
            db.Members.Add(member);
            await db.SaveChangesAsync();
            id = member.Id;
        });
        return id;
    }

    static Role EverythingButPeople()
    {
        var role = new Role("Everything but people", null);
        foreach (var permission in Modules.All.SelectMany(m => m.Permissions).Where(p => p.Name != "staff.manage")) role.Grant(permission.Name, Scope.All);
        return role;
    }

    async Task<HttpClient> Api(long person)
    {
        var secret = ApiToken.NewSecret();
        await Db<StaffDb>(async db =>
        {
            db.Tokens.Add(new ApiToken(person, "test", secret, null, db.Clock.GetUtcNow(), null));
            await db.SaveChangesAsync();
        });
        var client = factory!.CreateClient(new() { AllowAutoRedirect = false });
        client.DefaultRequestHeaders.Authorization = new("Bearer", secret);
        return client;
    }

    static async Task<long> Create(HttpClient api, string url, object body)
    {
        var answer = await api.PostAsJsonAsync(url, body);
        Assert.True(answer.StatusCode == HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetInt64();
    }

    async Task Db<TDb>(Func<TDb, Task> work) where TDb : ModuleDb
    {
        await using var scope = factory!.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentUser>().BecomeSystem("test");
        await work(scope.ServiceProvider.GetRequiredService<TDb>());
    }

    async Task<Dictionary<string, DemoRange>> Ranges()
    {
        await using var source = NpgsqlDataSource.Create(connection);
        await using var command = source.CreateCommand("select value::text from platform.settings where name = 'demo.rows'");
        return await command.ExecuteScalarAsync() is string json ? JsonSerializer.Deserialize<Dictionary<string, DemoRange>>(json)! : [];
    }

    /// <summary>Rows per table, as this condition on the table's demo range has it.</summary>
    async Task<Dictionary<string, long>> Counts(string condition, Dictionary<string, DemoRange> ranges)
    {
        await using var source = NpgsqlDataSource.Create(connection);
        var counts = new Dictionary<string, long>();
        foreach (var (table, range) in ranges)
        {
            await using var command = source.CreateCommand($"select count(*) from {table} where {string.Format(System.Globalization.CultureInfo.InvariantCulture, condition, range.After, range.UpTo)}");
            counts[table] = (long)(await command.ExecuteScalarAsync())!;
        }
        return counts;
    }
}
