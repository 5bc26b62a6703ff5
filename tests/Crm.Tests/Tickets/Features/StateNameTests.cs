using System.Net;
using System.Text.Json;
using Crm.Contracts.Tickets;
using Crm.Platform.Live;
using Crm.Platform.Localization;
using Crm.Platform.Modules;
using Crm.Tests.Support;
using Crm.Tickets.Data;
using Crm.Tickets.Features.States;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Crm.Tests.Tickets.Features;

public sealed class StateNameTests(CrmApp app) : IClassFixture<CrmApp>
{
    static (string, string?)[] Call(TicketStatus status, string english, string chinese) => [($"Form.Names[{(int)status}].English", english), ($"Form.Names[{(int)status}].Chinese", chinese)];

    [Fact]
    public async Task A_state_is_called_what_the_house_calls_it_wherever_it_shows_and_programs_read_it_as_before()
    {
        var (admin, supervisor) = (await app.As("admin"), await app.As("supervisor"));
        var id = await app.Ticket();
        // Another host: its own texts, told by the database.
        var texts = new Texts(app.Services.GetRequiredService<ModuleList>());
        var elsewhere = new KeepNames(app.Services.GetRequiredService<ILive>(), texts, app.Services.GetRequiredService<IServiceScopeFactory>(), NullLogger<KeepNames>.Instance);
        var hub = app.Services.GetRequiredService<LiveHub>();
        await hub.StartAsync(default);
        await hub.Listening;
        await elsewhere.StartAsync(default);
        try
        {
            Assert.Equal(HttpStatusCode.Found, (await admin.Post("/tickets/settings/states", Call(TicketStatus.Created, "Freshly in", "新来的"))).Status);
            foreach (var url in new[] { "/tickets?view=Any", $"/tickets/{id}", $"/tickets/{id}/print" }) Assert.Contains("Freshly in", (await supervisor.Get(url)).Text("main"), StringComparison.Ordinal);
            Assert.Contains("新来的", (await (await app.As("supervisor", "zh-CN")).Get($"/tickets/{id}")).Text("main"), StringComparison.Ordinal);
            var json = await (await app.Api("supervisor")).GetStringAsync($"/api/v1/tickets/{id}");
            Assert.Equal("created", JsonDocument.Parse(json).RootElement.GetProperty("status").GetString());
            Assert.True(await app.Db<TicketsDb, bool>(db => db.Audit.AnyAsync(a => a.Entity == "StateNames" && a.Change == "changed")));
            for (var tries = 0; texts.In("en", "TicketStatus.Created") != "Freshly in" && tries < 100; tries++) await Task.Delay(50);
            Assert.Equal(("Freshly in", "新来的"), (texts.In("en", "TicketStatus.Created"), texts.In("zh-CN", "TicketStatus.Created")));

            // The form still says what the product calls it; emptied, it is called so again.
            var form = await admin.Get("/tickets/settings/states");
            Assert.Contains("Created", form.Text("form fieldset legend"), StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.Found, (await admin.Submit(form, "/tickets/settings/states", Call(TicketStatus.Created, "", ""))).Status);
            Assert.DoesNotContain("Freshly in", (await supervisor.Get($"/tickets/{id}")).Html, StringComparison.Ordinal);
        }
        finally
        {
            await elsewhere.StopAsync(default);
            await hub.StopAsync(default);
        }
    }

    [Fact]
    public async Task Two_states_of_one_name_a_long_name_and_a_stale_form_are_refused()
    {
        var admin = await app.As("admin");
        var twice = await admin.Post("/tickets/settings/states", [.. Call(TicketStatus.Resolved, "Done", "完成甲"), .. Call(TicketStatus.Archived, "done", "完成乙")]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, twice.Status);
        Assert.NotEmpty(twice.ErrorOf($"Form.Names[{(int)TicketStatus.Archived}].English"));
        Assert.NotEmpty((await admin.Post("/tickets/settings/states", Call(TicketStatus.Resolved, new string('x', 41), ""))).ErrorOf($"Form.Names[{(int)TicketStatus.Resolved}].English"));
        var mine = await admin.Get("/tickets/settings/states");
        await admin.Post("/tickets/settings/states", Call(TicketStatus.Reviewed, "Looked over", ""));
        Assert.Equal(HttpStatusCode.Conflict, (await admin.Submit(mine, "/tickets/settings/states", Call(TicketStatus.Reviewed, "Mine", ""))).Status);
    }
}
