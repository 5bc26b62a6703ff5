using System.Net;
using System.Net.Http.Json;
using Crm.Contracts.Tickets;
using Crm.Platform.Fields;
using Crm.Platform.UseCases;
using Crm.Tests.Support;
using Crm.Tests.Tickets.Features;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.OwnFields;
using Crm.Tickets.Features.Risks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Crm.Tests.Tickets.Care;

/// <summary>Supervisors are told when complaints of a category exceed their usual level.</summary>
public sealed class RiskTests(CrmApp app) : IClassFixture<CrmApp>
{
    Task Sweep() => app.Scope(async s => { await s.GetRequiredService<WatchComplaints>().Run(default); return 0; });

    Task<List<RiskAlert>> Alerts(long category) => app.Db<TicketsDb, List<RiskAlert>>(db => db.RiskAlerts.AsNoTracking().Where(r => r.CategoryId == category).OrderBy(r => r.Id).ToListAsync());

    /// <summary>So many complaints of a category, so long ago.</summary>
    async Task Complaints(long category, int count, TimeSpan ago, string? model = null)
    {
        for (var i = 0; i < count; i++)
        {
            var id = await app.Ticket(type: TicketType.Complaint, subject: $"Complaint {category}");
            await app.Db<TicketsDb>(db => db.Tickets.Where(t => t.Id == id).ExecuteUpdateAsync(s => s.SetProperty(t => t.CategoryId, category).SetProperty(t => t.CreatedAt, app.Clock.Now - ago)));
            if (model is not null) await app.Db<TicketsDb>(db => db.Tickets.Where(t => t.Id == id).ExecuteUpdateAsync(s => s.SetProperty(t => t.Custom, CustomValues.None.With("model", model))));
        }
    }

    [Fact]
    public async Task An_unusual_number_opens_one_alert_which_is_acknowledged_closed_and_quiet_for_its_window()
    {
        // One a week is usual; six in a day are not.
        for (var week = 1; week <= 8; week++) await Complaints(9, 1, TimeSpan.FromDays((7 * week) + 2));
        await Complaints(9, 6, TimeSpan.FromHours(3));
        await Sweep();
        await Sweep();
        var alert = Assert.Single(await Alerts(9));
        Assert.Equal((RiskWindow.Day, 6, 0.0, app.Clock.Now.AddDays(-1)), (alert.Window, alert.Observed, alert.Expected, alert.Since));
        Assert.True(alert.P < 0.001);
        var told = await app.Db<TicketsDb, List<long>>(db => db.Notifications.Where(n => n.Key == $"risk:{alert.Id}").Select(n => n.StaffId).ToListAsync());
        Assert.Contains(await app.Person("supervisor"), told);
        Assert.Equal(told.Distinct().Count(), told.Count);
        Assert.DoesNotContain(await app.Person("agent"), told);

        var supervisor = await app.As("supervisor");
        Assert.Contains("Invoice and payment", (await supervisor.Get("/tickets/risks/panel", htmx: true)).Html, StringComparison.Ordinal);
        Assert.Contains("/tickets/risks/panel", (await supervisor.Get("/")).Html, StringComparison.Ordinal);
        var page = await supervisor.Get($"/tickets/risks/{alert.Id}");
        Assert.Equal(6, page.Document.QuerySelectorAll("main .list-group-item a[href^='/tickets/']").Length);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("agent")).Get($"/tickets/risks/{alert.Id}")).Status);
        Assert.Equal(HttpStatusCode.Found, (await supervisor.Submit(page, $"/tickets/risks/{alert.Id}/acknowledge")).Status);
        Assert.Equal(RiskState.Acknowledged, (await Alerts(9))[0].State);
        await Sweep();
        Assert.Single(await Alerts(9));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await supervisor.Post($"/tickets/risks/{alert.Id}/close", ("Form.Action", ""))).Status);
        var stale = await supervisor.Get($"/tickets/risks/{alert.Id}/close");
        Assert.Equal(HttpStatusCode.Found, (await supervisor.Post($"/tickets/risks/{alert.Id}/close", ("Form.Action", "Wrong tax rate, corrected"))).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await supervisor.Submit(stale, $"/tickets/risks/{alert.Id}/close", ("Form.Action", "Again"))).Status);
        Assert.Contains("Wrong tax rate, corrected", (await supervisor.Get($"/tickets/risks/{alert.Id}")).Html, StringComparison.Ordinal);
        Assert.Contains("Invoice and payment", (await supervisor.Get("/tickets/risks?view=Closed")).Html, StringComparison.Ordinal);

        // The same complaints do not ring again; new ones do, once its day is over.
        await Sweep();
        Assert.Single(await Alerts(9));
        var now = app.Clock.Now;
        try
        {
            app.Clock.Advance(TimeSpan.FromHours(25));
            await Complaints(9, 12, TimeSpan.FromHours(2));
            await Sweep();
            Assert.Equal(2, (await Alerts(9)).Count);
        }
        finally { app.Clock.Now = now; }
    }

    [Fact]
    public async Task A_usual_number_and_a_small_one_open_none()
    {
        for (var week = 1; week <= 8; week++) await Complaints(10, 2 * (week % 4), TimeSpan.FromDays((7 * week) + 0.1));
        await Complaints(10, 5, TimeSpan.FromHours(2)); // many, yet the weeks before scatter as much
        await Complaints(12, 4, TimeSpan.FromHours(2)); // unheard of, yet fewer than five
        await Sweep();
        Assert.Empty(await Alerts(10));
        Assert.Empty(await Alerts(12));
        var admin = await app.As("admin");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await admin.Post("/tickets/settings/risks", ("Form.Alpha", "2"))).Status);
        Assert.Equal(HttpStatusCode.Found, (await admin.Post("/tickets/settings/risks", ("Form.Fewest", "4"))).Status);
        await Sweep();
        Assert.Single(await Alerts(12));
        Assert.Equal(HttpStatusCode.Found, (await admin.Post("/tickets/settings/risks", ("Form.Fewest", "5"))).Status);
    }

    [Fact]
    public async Task A_product_stands_out_where_a_field_names_it_though_its_categories_do_not()
    {
        var admin = await app.As("admin");
        var field = await app.Send(new DefineField.Command { Key = "model", Kind = FieldKind.Choice, English = "Model", Chinese = "型号", Options = [new() { English = "Mixer <2>", Chinese = "搅拌机" }, new() { English = "Oven", Chinese = "烤箱" }] });
        var mixer = (await app.Db<TicketsDb, TicketField>(db => db.Fields.SingleAsync(f => f.Id == field))).Options[0].Value;
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await admin.Post("/tickets/settings/risks", ("Form.Field", "no such field"))).Status);
        Assert.Contains("Model", (await admin.Get("/tickets/settings/risks")).Text("select[name='Form.Field']"), StringComparison.Ordinal);
        // Seven complaints about one model, one in each of seven categories, and one of each week before.
        long[] categories = [1, 2, 3, 4, 5, 6, 7];
        foreach (var category in categories)
        {
            for (var week = 1; week <= 8; week++) await Complaints(category, 1, TimeSpan.FromDays((7 * week) + 0.1));
            await Complaints(category, 1, TimeSpan.FromHours(2), mixer);
        }
        await Sweep();
        Assert.Empty(await app.Db<TicketsDb, List<RiskAlert>>(db => db.RiskAlerts.Where(r => r.Field == "model").ToListAsync()));
        Assert.Equal(HttpStatusCode.Found, (await admin.Post("/tickets/settings/risks", ("Form.Field", "model"))).Status);
        await Sweep();
        await Sweep();
        var alert = Assert.Single(await app.Db<TicketsDb, List<RiskAlert>>(db => db.RiskAlerts.AsNoTracking().Where(r => r.Field == "model").ToListAsync()));
        Assert.Equal((null, mixer, 7, RiskState.Open), (alert.CategoryId, alert.Value, alert.Observed, alert.State));
        Assert.False(await app.Db<TicketsDb, bool>(db => db.RiskAlerts.AnyAsync(r => r.CategoryId != null && categories.Contains(r.CategoryId.Value))));
        var supervisor = await app.As("supervisor");
        var page = await supervisor.Get($"/tickets/risks/{alert.Id}");
        Assert.Contains("Model: Mixer <2>", page.Text("h1"), StringComparison.Ordinal);
        Assert.Equal(7, page.Document.QuerySelectorAll("main .list-group-item a[href^='/tickets/']").Length);
        // The alert belongs to no customer: nobody's details are kept in what was done.
        Assert.Equal(HttpStatusCode.Found, (await supervisor.Post($"/tickets/risks/{alert.Id}/close", ("Form.Action", "Called 13812345678, blades exchanged"))).Status);
        var done = await app.Db<TicketsDb, string?>(db => db.RiskAlerts.Where(r => r.Id == alert.Id).Select(r => r.Action).SingleAsync());
        Assert.Contains("blades exchanged", done, StringComparison.Ordinal);
        Assert.DoesNotContain("13812345678", done, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Found, (await admin.Post("/tickets/settings/risks", ("Form.Field", ""))).Status);
    }

    [Fact]
    public async Task Programs_read_and_close_with_the_version_they_saw()
    {
        var id = await app.Db<TicketsDb, long>(async db =>
        {
            var alert = new RiskAlert(new(15), RiskWindow.Week, app.Clock.Now.AddDays(-7), RiskTest.Of(9, [1, 1, 1, 1, 1, 1, 1, 1]), app.Clock.Now);
            db.RiskAlerts.Add(alert);
            await db.SaveChangesAsync();
            return alert.Id;
        });
        var api = await app.Api("supervisor");
        async Task<HttpStatusCode> Close(string? tag)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/risk-alerts/{id}/close") { Content = JsonContent.Create(new { action = "Trained" }) };
            if (tag is not null) request.Headers.TryAddWithoutValidation("If-Match", tag);
            return (await api.SendAsync(request)).StatusCode;
        }
        Assert.Equal(HttpStatusCode.PreconditionRequired, await Close(null));
        Assert.Equal(HttpStatusCode.PreconditionFailed, await Close("\"3\""));
        Assert.Contains("\"observed\":9", await api.GetStringAsync("/api/v1/risk-alerts"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await Close((await api.GetAsync($"/api/v1/risk-alerts/{id}")).Headers.ETag!.Tag));
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.Api("agent")).GetAsync("/api/v1/risk-alerts")).StatusCode);
        await Assert.ThrowsAsync<RuleException>(() => app.Send(new AcknowledgeRisk.Command(id), "supervisor"));
    }

    [Fact]
    public async Task The_count_reads_its_index()
    {
        await using var connection = new NpgsqlConnection(app.ConnectionString);
        await connection.OpenAsync();
        await using var explain = new NpgsqlCommand("set enable_seqscan = off; set enable_bitmapscan = off; explain select category_id, floor(extract(epoch from (now() - created_at)) / 86400)::int, count(*) from tickets.tickets where type = 'complaint' and created_at > now() - interval '63 days' and created_at <= now() group by 1, 2", connection);
        await using var plan = await explain.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await plan.ReadAsync()) lines.Add(plan.GetString(0));
        Assert.Contains("Index Only Scan using ix_tickets_complaints", string.Join('\n', lines), StringComparison.Ordinal);
    }
}
