using System.Net;
using Crm.Contracts.Tickets;
using Crm.Platform.Files;
using Crm.Tests.Support;
using Crm.Tickets.Data;
using Crm.Tickets.Features.Tickets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Tickets.Features;

public sealed class SettingsTests(CrmApp app) : IClassFixture<CrmApp>
{
    [Fact]
    public async Task Targets_are_changed_and_audited_and_bad_ones_refused()
    {
        var admin = await app.As("admin");
        var bad = await admin.Post("/tickets/settings/policies/1", ("Form.FirstResponse", "soon"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, bad.Status);
        Assert.NotEmpty(bad.ErrorOf("Form.FirstResponse"));
        Assert.Equal("soon", bad.ValueOf("Form.FirstResponse"));
        Assert.Equal(HttpStatusCode.Found, (await admin.Post("/tickets/settings/policies/1", ("Form.FirstResponse", "1h"))).Status);
        var id = await app.Ticket(type: TicketType.Complaint);
        Assert.Equal(app.Clock.Now.AddHours(1), (await app.Read(id)).Clocks.Single(c => c.Kind == ClockKind.FirstResponse).DueAt);
        Assert.True(await app.Db<TicketsDb, bool>(db => db.Audit.AnyAsync(a => a.Entity == "SlaPolicy" && a.Action == "ChangePolicy")));
        Assert.True(await app.Db<TicketsDb, bool>(db => db.Jobs.AnyAsync(j => j.Title == "tickets.job.promise_anew")));
    }

    [Fact]
    public async Task A_make_up_day_and_a_week_are_kept()
    {
        var admin = await app.As("admin");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await admin.Post("/tickets/settings/calendars/1/days/new", ("Form.Date", "2026-10-10"), ("Form.Name", "调休"), ("Form.Slots", "all day"))).Status);
        Assert.Equal(HttpStatusCode.Found, (await admin.Post("/tickets/settings/calendars/1/days/new", ("Form.Date", "2026-10-10"), ("Form.Name", "调休"), ("Form.Slots", "09:00-18:00"))).Status);
        Assert.Equal(HttpStatusCode.Found, (await admin.Post("/tickets/settings/calendars/1/days/new", ("Form.Date", "2026-10-10"), ("Form.Name", "调休"), ("Form.Slots", "09:00-17:00"))).Status);
        var calendar = await app.Db<TicketsDb, Crm.Tickets.Domain.Calendar>(db => db.Calendars.Include(c => c.Days).SingleAsync());
        Assert.Equal("09:00-17:00", Assert.Single(calendar.Days).Slots);
        var refused = await admin.Post("/tickets/settings/calendars/1", ("Form.Zone", "Mars/Crater"), ("Form.Week[0]", "18:00-09:00"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.NotEmpty(refused.ErrorOf("Form.Zone"));
        Assert.NotEmpty(refused.ErrorOf("Form.Week[0]"));
        Assert.Equal(HttpStatusCode.Found, (await admin.Post("/tickets/settings/calendars/1", ("Form.Week[5]", "10:00-12:00"))).Status);
        Assert.Equal("10:00-12:00", (await app.Db<TicketsDb, Crm.Tickets.Domain.Calendar>(db => db.Calendars.SingleAsync())).Week[5]);
    }

    [Fact]
    public async Task Categories_are_added_and_never_stand_below_themselves()
    {
        var admin = await app.As("admin");
        Assert.Equal(HttpStatusCode.Found, (await admin.Post("/tickets/settings/categories/new", ("Form.Name", "Spare parts"), ("Form.NameZh", "备件"), ("Form.ParentId", "1"))).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await admin.Post("/tickets/settings/categories/1", ("Form.ParentId", "5"))).Status);
        Assert.Contains("备件", (await (await app.As("admin", "zh-CN")).Get("/tickets/settings")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Agents_may_not() => Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("agent")).Get("/tickets/settings")).Status);

    [Fact]
    public async Task A_file_is_read_by_those_who_may_read_its_ticket()
    {
        var file = await app.Scope(async s => await s.GetRequiredService<IFiles>().Save(new MemoryStream("hello"u8.ToArray()), "note.txt", default));
        var id = await app.Ticket();
        await app.Send(new AddMessage.Command { Id = id, Visibility = MessageVisibility.Internal, Body = "See file", Files = [file.Id] }, "agent");
        var agent = await app.As("agent");
        Assert.Contains("note.txt", (await agent.Get($"/tickets/{id}")).Html, StringComparison.Ordinal);
        var answer = await agent.Get($"/tickets/{id}/files/{file.Id}");
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("attachment", answer.Response.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal(HttpStatusCode.NotFound, (await (await app.As("wu.qian")).Get($"/tickets/{id}/files/{file.Id}")).Status);
        var other = await app.Ticket();
        Assert.Equal(HttpStatusCode.NotFound, (await agent.Get($"/tickets/{other}/files/{file.Id}")).Status);
    }
}
