using System.Net;
using Crm.Contracts.Surveys;
using Crm.Contracts.Tickets;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tests.Support;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.FollowUps;
using Crm.Tickets.Features.Sweeps;
using Crm.Tickets.Features.Tickets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Tickets.Features;

public sealed class FlowTests(CrmApp app) : IClassFixture<CrmApp>
{
    static (string, string?)[] Resolution(string note = "Fixed it") => [("Form.Note", note), ("Form.CauseId", "1"), ("Form.ResolutionId", "10")];

    [Fact]
    public async Task Reply_wait_and_resolve_over_the_pages()
    {
        var customer = await app.Customer("Gamma", "hello@gamma.test");
        var id = await app.Ticket(customer);
        var agent = await app.As("agent");
        var detail = await agent.Get($"/tickets/{id}");
        Assert.Equal(HttpStatusCode.Found, (await agent.Submit(detail, $"/tickets/{id}/reply", ("Form.Body", "We are **on it**"), ("Form.Visibility", "Public"))).Status);
        var ticket = await app.Read(id);
        Assert.Equal(TicketStatus.InProgress, ticket.Status);
        Assert.Equal(ClockState.Met, ticket.Clocks.Single(c => c.Kind == ClockKind.FirstResponse).State);
        Assert.Equal(1, await app.Db<TicketsDb, int>(db => db.Mail.CountAsync(m => m.CustomerId == customer && m.Purpose == "ticket.reply")));

        await agent.Post($"/tickets/{id}/note", ("Form.Body", "Secret thought"));
        Assert.Equal(1, await app.Db<TicketsDb, int>(db => db.Mail.CountAsync(m => m.CustomerId == customer && m.Purpose == "ticket.reply")));
        await agent.Post($"/tickets/{id}/wait", ("Form.On", "WaitingCustomer"));
        Assert.Equal(TicketStatus.WaitingCustomer, (await app.Read(id)).Status);
        await agent.Submit(await agent.Get($"/tickets/{id}"), $"/tickets/{id}/resume");
        Assert.Equal(TicketStatus.InProgress, (await app.Read(id)).Status);

        var bad = await agent.Post($"/tickets/{id}/resolve", ("Form.Note", "typed"), ("Form.CauseId", ""), ("Form.ResolutionId", "1"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, bad.Status);
        Assert.NotEmpty(bad.ErrorOf("Form.CauseId"));
        Assert.Equal("typed", bad.ValueOf("Form.Note").Trim());

        Assert.Equal(HttpStatusCode.Found, (await agent.Post($"/tickets/{id}/resolve", Resolution())).Status);
        Assert.Equal(TicketStatus.Resolved, (await app.Read(id)).Status);
        Assert.Equal(1, await app.Outbox("TicketResolved", id));
        Assert.Equal(1, await app.Outbox("TicketReadyForSurvey", id));
        Assert.Equal("tickets.rule.not_open", (await Assert.ThrowsAsync<RuleException>(() => app.Send(new ResolveTicket.Command { Id = id, Note = "Again", CauseId = 1, ResolutionId = 10 }, "agent"))).Key);
    }

    [Fact]
    public async Task A_stale_edit_shows_yours_and_theirs_and_overwrites_nothing()
    {
        var id = await app.Ticket(subject: "Before");
        var agent = await app.As("agent");
        var mine = await agent.Get($"/tickets/{id}/edit");
        await agent.Post($"/tickets/{id}/edit", ("Form.Subject", "Theirs"));
        var answer = await agent.Submit(mine, $"/tickets/{id}/edit", ("Form.Subject", "Mine"));
        Assert.Equal(HttpStatusCode.Conflict, answer.Status);
        Assert.Contains("Theirs", answer.Html, StringComparison.Ordinal);
        Assert.Equal("Mine", answer.ValueOf("Form.Subject"));
        Assert.Equal("Theirs", (await app.Read(id)).Subject);
    }

    [Fact]
    public async Task A_stale_resolve_is_refused()
    {
        var id = await app.Ticket();
        var agent = await app.As("agent");
        var page = await agent.Get($"/tickets/{id}/resolve");
        await agent.Post($"/tickets/{id}/edit", ("Form.Subject", "Changed meanwhile"));
        Assert.Equal(HttpStatusCode.Conflict, (await agent.Submit(page, $"/tickets/{id}/resolve", Resolution())).Status);
        Assert.True((await app.Read(id)).IsOpen);
    }

    [Fact]
    public async Task Tickets_of_other_teams_do_not_exist()
    {
        var id = await app.Ticket(@as: "wu.qian"); // complaints team
        var agent = await app.As("agent"); // technical support
        Assert.Equal(HttpStatusCode.NotFound, (await agent.Get($"/tickets/{id}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await agent.Get($"/tickets/{id}/resolve")).Status);
        Assert.DoesNotContain($"/tickets/{id}\"", (await agent.Get("/tickets?view=Any")).Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await (await app.Api("agent")).GetAsync($"/api/v1/tickets/{id}")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await (await app.As("supervisor")).Get($"/tickets/{id}")).Status);
    }

    [Fact]
    public async Task Analysts_see_no_tickets() =>
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("analyst")).Get("/tickets")).Status);

    [Fact]
    public async Task Complaints_are_reviewed_by_the_supervisor_before_the_survey_goes_out()
    {
        var id = await app.Ticket(type: TicketType.Complaint);
        var agent = await app.As("agent");
        await agent.Post($"/tickets/{id}/resolve", Resolution());
        Assert.Equal(0, await app.Outbox("TicketReadyForSurvey", id));
        Assert.Equal(HttpStatusCode.Forbidden, (await agent.Get($"/tickets/{id}/review")).Status);
        var supervisor = await app.As("supervisor");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await supervisor.Post($"/tickets/{id}/review", ("Form.Decision", "SendBack"))).Status);
        Assert.Equal(HttpStatusCode.Found, (await supervisor.Post($"/tickets/{id}/review", ("Form.Decision", "Approve"))).Status);
        Assert.Equal(TicketStatus.Reviewed, (await app.Read(id)).Status);
        Assert.Equal(1, await app.Outbox("TicketReadyForSurvey", id));
    }

    [Fact]
    public async Task Assigning_moves_the_ticket_to_the_persons_team_and_tells_them()
    {
        var id = await app.Ticket();
        var colleague = await app.Person("sun.li");
        var supervisor = await app.As("supervisor");
        Assert.Equal(HttpStatusCode.Found, (await supervisor.Post($"/tickets/{id}/assign", ("Form.AssigneeId", $"{colleague}"), ("Form.Note", "Yours"))).Status);
        var ticket = await app.Read(id);
        Assert.Equal((colleague, TicketStatus.Assigned), (ticket.OwnerId, ticket.Status));
        Assert.Contains(ticket.TeamId!.Value, (await app.Staff())[colleague].TeamIds);
        Assert.True(await app.Db<TicketsDb, bool>(db => db.Notifications.AnyAsync(n => n.StaffId == colleague && n.Url == $"/tickets/{id}")));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await supervisor.Post($"/tickets/{id}/assign", ("Form.AssigneeId", $"{await app.Person("analyst")}"))).Status);
    }

    [Fact]
    public async Task Clocks_warn_once_and_breach_once()
    {
        var id = await app.Ticket(type: TicketType.Complaint);
        var agent = await app.Person("agent");
        await app.Send(new TakeTicket.Command(id), "agent");
        var start = app.Clock.Now;
        try
        {
            app.Clock.Advance(TimeSpan.FromMinutes(100));
            await Sweep();
            await Sweep();
            Assert.Equal(1, await Told(agent));
            app.Clock.Advance(TimeSpan.FromMinutes(30));
            await Sweep();
            await Sweep();
            Assert.Equal(2, await Told(agent));
            Assert.Equal(1, await app.Outbox("TicketClockBreached", id));
            Assert.Equal(1, await Told(await app.Person("supervisor")));
            Assert.Contains((await app.Read(id)).Subject, (await (await app.As("agent")).Get("/tickets?view=Breached")).Html, StringComparison.Ordinal);
        }
        finally { app.Clock.Now = start; }

        Task<bool> Sweep() => app.Scope(async s => { await s.GetRequiredService<WatchClocks>().Run(default); return true; });
        Task<int> Told(long person) => app.Db<TicketsDb, int>(db => db.Notifications.CountAsync(n => n.StaffId == person && n.Url == $"/tickets/{id}"));
    }

    [Fact]
    public async Task Finished_tickets_are_archived_after_a_week_without_an_answer()
    {
        var id = await app.Ticket();
        await app.Send(new ResolveTicket.Command { Id = id, Note = "Done", CauseId = 1, ResolutionId = 10 }, "agent");
        var start = app.Clock.Now;
        try
        {
            app.Clock.Advance(TimeSpan.FromDays(6.9));
            await Sweep();
            Assert.Equal(TicketStatus.Resolved, (await app.Read(id)).Status);
            app.Clock.Advance(TimeSpan.FromDays(0.2));
            await Sweep();
            Assert.Equal(TicketStatus.Archived, (await app.Read(id)).Status);
        }
        finally { app.Clock.Now = start; }

        Task<bool> Sweep() => app.Scope(async s => { await s.GetRequiredService<ArchiveTickets>().Run(default); return true; });
    }

    [Fact]
    public async Task Thirty_two_agents_at_once_never_take_the_same_ticket()
    {
        var customer = await app.Customer("Crowd");
        for (var i = 0; i < 40; i++) await app.Ticket(customer, subject: $"Queue {i}");
        var people = new[] { "agent", "zhao.min", "zhou.jie", "supervisor" };
        var taken = await Task.WhenAll(Enumerable.Range(0, 32).Select(i => Task.Run(() => app.Send(new TakeNext.Command(), people[i % people.Length]))));
        Assert.DoesNotContain(null, taken);
        Assert.Equal(32, taken.Distinct().Count());
        var owners = await app.Db<TicketsDb, int>(db => db.Tickets.CountAsync(t => taken.Contains(t.Id) && t.OwnerId != null && t.Status == TicketStatus.Assigned));
        Assert.Equal(32, owners);
        Assert.All(await app.Db<TicketsDb, List<HistoryRow>>(db => db.History.Where(h => taken.Contains(h.TicketId) && h.Kind == HistoryKind.Assignee).ToListAsync()), h => Assert.Equal("tickets.reason.next", h.Reason));
    }

    [Fact]
    public async Task A_bad_score_becomes_a_call_back_that_ends_only_with_contact_cause_and_action()
    {
        var id = await app.Ticket();
        await app.Send(new ResolveTicket.Command { Id = id, Note = "Done", CauseId = 1, ResolutionId = 10 }, "agent");
        var customer = (await app.Read(id)).CustomerId;
        var answer = new ResponseFinished(900_001, 1, null, customer, null, id, 2, null, true, app.Clock.Now);
        await Hear(answer);
        await Hear(answer);
        var row = await app.Db<TicketsDb, FollowUp>(db => db.FollowUps.SingleAsync(f => f.ResponseId == 900_001));
        Assert.Equal((await app.Person("supervisor"), app.Clock.Now.AddHours(24)), (row.OwnerId, row.DueAt));
        Assert.Equal((row.Id, 2), ((await app.Read(id)).HeldById, (await app.Read(id)).Satisfaction));

        var supervisor = await app.As("supervisor");
        Assert.Contains("Acme", (await supervisor.Get("/follow-ups")).Html, StringComparison.Ordinal);
        var early = await supervisor.Post($"/follow-ups/{row.Id}/close", ("Form.CauseId", "4"), ("Form.Action", "We apologised"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, early.Status);
        Assert.Equal("We apologised", early.ValueOf("Form.Action").Trim());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await supervisor.Post($"/follow-ups/{row.Id}/unreachable", ("Form.Note", "Gone"))).Status);
        await supervisor.Post($"/follow-ups/{row.Id}/attempt", ("Form.Channel", "Phone"), ("Form.Reached", "true"), ("Form.Note", "Spoke"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await supervisor.Post($"/follow-ups/{row.Id}/close", ("Form.CauseId", "4"), ("Form.Action", ""))).Status);
        Assert.Equal(HttpStatusCode.Found, (await supervisor.Post($"/follow-ups/{row.Id}/close", ("Form.CauseId", "4"), ("Form.Action", "We apologised"))).Status);
        Assert.Equal(TicketStatus.Archived, (await app.Read(id)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await (await app.As("agent")).Get($"/follow-ups/{row.Id}")).Status);
    }

    [Fact]
    public async Task Three_tries_on_two_days_make_a_customer_unreachable()
    {
        var customer = await app.Customer("Silent");
        await Hear(new ResponseFinished(900_002, 1, 1, customer, null, null, 1, null, true, app.Clock.Now));
        var row = await app.Db<TicketsDb, FollowUp>(db => db.FollowUps.SingleAsync(f => f.ResponseId == 900_002));
        var start = app.Clock.Now;
        try
        {
            for (var i = 0; i < 3; i++)
            {
                Assert.False((await app.Send(new ViewFollowUp.Query(row.Id), "supervisor")).MayGiveUp);
                await app.Send(new LogAttempt.Command { Id = row.Id, Channel = AttemptChannel.Phone }, "supervisor");
                app.Clock.Advance(TimeSpan.FromHours(12));
            }
            await app.Send(new GiveUpFollowUp.Command { Id = row.Id, Note = "Nobody there" }, "supervisor");
        }
        finally { app.Clock.Now = start; }
        Assert.Equal(FollowUpStatus.Unreachable, (await app.Db<TicketsDb, FollowUp>(db => db.FollowUps.SingleAsync(f => f.Id == row.Id))).Status);
    }

    [Fact]
    public async Task A_good_score_archives_the_ticket()
    {
        var id = await app.Ticket();
        await app.Send(new ResolveTicket.Command { Id = id, Note = "Done", CauseId = 1, ResolutionId = 10 }, "agent");
        await Hear(new ResponseFinished(900_003, 1, null, (await app.Read(id)).CustomerId, null, id, 5, null, false, app.Clock.Now));
        Assert.Equal((TicketStatus.Archived, 5), ((await app.Read(id)).Status, (await app.Read(id)).Satisfaction));
    }

    Task<bool> Hear(ResponseFinished answer) => app.Scope(async s =>
    {
        await s.GetRequiredService<WhenResponseFinished>().HandleMany([answer], default);
        await s.GetRequiredService<TicketsDb>().SaveChangesAsync();
        return true;
    });

    [Fact]
    public async Task Erasure_takes_the_words_and_leaves_the_figures()
    {
        var customer = await app.Customer("Forgotten Ltd");
        var id = await app.Ticket(customer, subject: "My name is Secretword");
        await app.Scope(async s =>
        {
            await s.GetRequiredService<Crm.Tickets.Features.Customers.WhenCustomerErased>().Handle(new(customer, app.Clock.Now), default);
            await s.GetRequiredService<TicketsDb>().SaveChangesAsync();
            return true;
        });
        var ticket = await app.Read(id);
        Assert.Equal((Ticket.Erased, Ticket.Erased, ""), (ticket.Subject, Assert.Single(ticket.Messages).Body, ticket.Words));
        Assert.Equal(2, ticket.Clocks.Count);
        Assert.Contains("Erased", (await (await app.As("agent")).Get($"/tickets/{id}")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Merging_moves_tickets_to_the_survivor()
    {
        var (from, into) = (await app.Customer("Twin"), await app.Customer("Survivor"));
        var id = await app.Ticket(from);
        await app.Scope(async s =>
        {
            await s.GetRequiredService<Crm.Tickets.Features.Customers.WhenCustomerMerged>().Handle(new(from, into, app.Clock.Now), default);
            await s.GetRequiredService<TicketsDb>().SaveChangesAsync();
            return true;
        });
        Assert.Equal(into, (await app.Read(id)).CustomerId);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/tickets/panels/today")]
    [InlineData("/tickets/panels/list/Mine")]
    [InlineData("/tickets/panels/queue?days=7")]
    [InlineData("/tickets/panels/volume?days=365&compare=true")]
    [InlineData("/tickets/panels/attainment?days=30&team=1")]
    [InlineData("/tickets/panels/kinds")]
    [InlineData("/follow-ups/panel")]
    [InlineData("/tickets/views")]
    [InlineData("/tickets?view=Any&sla=Met&dueFrom=2026-01-01&dueTo=2026-12-31")]
    [InlineData("/tickets?view=nonsense&createdFrom=yesterday&after=rubbish")]
    [InlineData("/tickets?view=Closed&categoryId=1&resolvedFrom=2026-03-01&resolvedTo=9999-12-31")]
    [InlineData("/tickets?view=Any&createdFrom=0001-01-01&createdTo=9999-12-31&sla=Breached&dueFrom=0001-01-01&dueTo=9999-12-31")]
    [InlineData("/follow-ups?view=Closed&mine=true")]
    public async Task Pages_open(string url)
    {
        var browser = await app.As("supervisor");
        Assert.Equal(HttpStatusCode.OK, (await browser.Get(url)).Status);
    }
}
