using Crm.Contracts.Surveys;
using Crm.Contracts.Tickets;
using Crm.Staff.Data;
using Crm.Staff.Domain;
using Crm.Tests.Support;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.FollowUps;
using Crm.Tickets.Features.Goodwill;
using Crm.Tickets.Features.Sweeps;
using Crm.Tickets.Features.Tickets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Tickets.Features;

/// <summary>Who is told of work that waits for them, comes back to them, or is with somebody else now.</summary>
public sealed class OwnerNoticeTests(CrmApp app) : IClassFixture<CrmApp>
{
    [Fact]
    public async Task A_review_is_told_to_the_supervisor_when_it_waits_and_once_when_it_is_overdue()
    {
        var (id, boss) = (await Resolved(TicketType.Complaint), await app.Person("supervisor"));
        await app.Deliver();
        Assert.Equal([boss], await Told($"ticket-review:{id}:"));
        await Sweep();
        Assert.Empty(await Told($"ticket-review-overdue:{id}:"));
        app.Clock.Now = (await app.Read(id)).ReviewDueAt!.Value.AddMinutes(1);
        await Sweep();
        await Sweep();
        Assert.Equal([boss], await Told($"ticket-review-overdue:{id}:"));
        Assert.Empty(await Told($"ticket-review:{await Resolved(TicketType.Inquiry)}:"));

        Task Sweep() => app.Scope(async s => { await s.GetRequiredService<WatchReviews>().Run(default); return true; });
    }

    [Theory]
    [InlineData("sent back")]
    [InlineData("reopened")]
    [InlineData("call back")]
    public async Task Who_has_a_ticket_is_told_that_it_came_back_and_why(string way)
    {
        var id = await Resolved(way == "sent back" ? TicketType.Complaint : TicketType.Inquiry);
        switch (way)
        {
            case "sent back": await app.Send(new ReviewTicket.Command { Id = id, Decision = ReviewTicket.Verdict.SendBack, Note = "The refund is missing" }, "supervisor"); break;
            case "reopened": await app.Send(new ReopenTicket.Command { Id = id, Note = "The refund is missing" }, "supervisor"); break;
            default:
                await Answered(920_001, null);
                var call = await app.Db<TicketsDb, long>(db => db.FollowUps.Where(f => f.TicketId == id).Select(f => f.Id).SingleAsync());
                await app.Send(new LogAttempt.Command { Id = call, Channel = AttemptChannel.Phone, Reached = true }, "supervisor");
                await app.Send(new CloseFollowUp.Command { Id = call, CauseId = 4, Action = "Mended" }, "supervisor");
                await Answered(920_002, call);
                break;
        }
        Assert.Equal([await app.Person("agent")], await Told($"ticket-came-back:{id}:"));
        var bell = (await (await app.As("agent")).Get("/notifications")).Html;
        Assert.Contains(way == "call back" ? "still not content" : "The refund is missing", bell, StringComparison.Ordinal);

        Task Answered(long response, long? call) => app.Scope(async s =>
        {
            var customer = (await app.Read(id)).CustomerId;
            await s.GetRequiredService<WhenResponseFinished>().HandleMany([new ResponseFinished(response, 1, null, customer, null, call is null ? id : null, 1, null, true, app.Clock.Now) { FollowUpId = call }], default);
            await s.GetRequiredService<TicketsDb>().SaveChangesAsync();
            return true;
        });
    }

    [Fact]
    public async Task Whoever_had_a_ticket_is_told_who_has_it_now_and_nobody_of_what_they_did_themselves()
    {
        var (id, agent, other) = (await app.Ticket(), await app.Person("agent"), await app.Person("zhao.min"));
        await app.Send(new TakeTicket.Command(id), "agent");
        await app.Send(new TakeTicket.Command(id), "agent");
        Assert.Empty(await Told($"ticket-passed-on:{id}:"));
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await app.Send(new TakeTicket.Command(id), "zhao.min");
        Assert.Equal([agent], await Told($"ticket-passed-on:{id}:"));
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await app.Send(new AssignTicket.Command { Id = id }, "supervisor");
        Assert.Equal([agent, other], (await Told($"ticket-passed-on:{id}:")).Order());
    }

    [Fact]
    public async Task Goodwill_above_the_limit_is_told_to_who_stands_in_for_the_supervisor_and_to_nobody_whom_it_is_hidden_from()
    {
        var (admin, boss, elsewhere) = (await app.Person("admin"), await app.Person("supervisor"), await app.Person("qian.xue"));
        Assert.Equal([boss], await Asked());
        await Away(admin);
        Assert.Equal([admin], await Asked());
        await Away(elsewhere);
        Assert.Equal([admin, boss], (await Asked()).Order());
        await Away(null);

        async Task<List<long>> Asked()
        {
            var id = await app.Send(new AskGoodwill.Command { TicketId = await app.Ticket(), Kind = GoodwillKind.Coupon, Amount = 5000, Currency = "CNY", CauseId = 5 }, "agent");
            return await app.Db<TicketsDb, List<long>>(db => db.Notifications.Where(n => n.Key == $"goodwill:{id}").Select(n => n.StaffId).ToListAsync());
        }

        async Task Away(long? substitute)
        {
            await app.Db<StaffDb>(async db =>
            {
                var (member, now) = (await db.Members.Include(m => m.Absences).SingleAsync(m => m.Id == boss), app.Clock.Now);
                foreach (var absence in member.Absences.Where(a => a.Until > now).ToList()) member.CutShort(absence, now);
                if (substitute is { } other) member.BeAbsent(new Absence(now.AddMinutes(-1), now.AddDays(1), other, null), now);
                await db.SaveChangesAsync();
            });
            app.Clock.Advance(TimeSpan.FromMinutes(5));
            await app.Deliver();
        }
    }

    [Fact]
    public async Task A_call_back_is_handed_on_to_a_colleague_who_hears_why_lists_it_and_closes_it()
    {
        var (id, agent) = (await Resolved(TicketType.Inquiry), await app.Person("agent"));
        var customer = (await app.Read(id)).CustomerId;
        await app.Scope(async s =>
        {
            await s.GetRequiredService<WhenResponseFinished>().HandleMany([new ResponseFinished(930_001, 1, null, customer, null, id, 1, null, true, app.Clock.Now)], default);
            await s.GetRequiredService<TicketsDb>().SaveChangesAsync();
            return true;
        });
        var call = await Row();
        var (supervisor, browser, url) = (await app.As("supervisor"), await app.As("agent"), $"/follow-ups/{call.Id}");
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await browser.Get(url)).Status);
        Assert.NotEmpty((await supervisor.Post($"{url}/hand-on", ("Form.OwnerId", $"{await app.Person("analyst")}"), ("Form.Note", "You know them"))).ErrorOf("Form.OwnerId"));
        Assert.NotEmpty((await supervisor.Post($"{url}/hand-on", ("Form.OwnerId", $"{agent}"), ("Form.Note", ""))).ErrorOf("Form.Note"));
        Assert.Equal(System.Net.HttpStatusCode.Found, (await supervisor.Post($"{url}/hand-on", ("Form.OwnerId", $"{agent}"), ("Form.Note", "You know them"))).Status);
        Assert.Equal((agent, call.TeamId), ((await Row()).OwnerId, (await Row()).TeamId));
        Assert.Equal([agent], await Told($"followup-handed-on:{call.Id}:"));
        Assert.Contains("You know them", (await browser.Get("/notifications")).Html, StringComparison.Ordinal);
        Assert.Contains(url, (await browser.Get("/follow-ups")).Html, StringComparison.Ordinal);

        // Whoever has it leaves: those above hear that it is overdue.
        app.Clock.Now = call.DueAt.AddMinutes(1);
        await Change("agent", m => m.Deactivate(app.Clock.Now));
        await app.Scope(async s => { await s.GetRequiredService<WatchFollowUps>().Run(default); return true; });
        Assert.Equal([await app.Person("supervisor")], await Told($"followup-overdue:{call.Id}:"));
        await Change("agent", m => m.Reactivate(app.Clock.Now));

        await app.Send(new LogAttempt.Command { Id = call.Id, Channel = AttemptChannel.Phone, Reached = true }, "agent");
        await app.Send(new CloseFollowUp.Command { Id = call.Id, CauseId = 4, Action = "Mended" }, "agent");
        Assert.Equal(FollowUpStatus.Closed, (await Row()).Status);

        Task<FollowUp> Row() => app.Db<TicketsDb, FollowUp>(db => db.FollowUps.AsNoTracking().SingleAsync(f => f.ResponseId == 930_001));

        async Task Change(string person, Action<StaffMember> change)
        {
            await app.Db<StaffDb>(async db =>
            {
                change(await db.Members.Include(m => m.Memberships).Include(m => m.Absences).AsSplitQuery().SingleAsync(m => m.Email == person + "@demo.test"));
                await db.SaveChangesAsync();
            });
            await app.Deliver();
        }
    }

    async Task<long> Resolved(TicketType type)
    {
        var id = await app.Ticket(type: type);
        await app.Send(new ResolveTicket.Command { Id = id, Note = "Done", TellCustomer = false, CauseId = 1, ResolutionId = 10 }, "agent");
        return id;
    }

    Task<List<long>> Told(string key) => app.Db<TicketsDb, List<long>>(db => db.Notifications.Where(n => n.Key.StartsWith(key)).Select(n => n.StaffId).ToListAsync());
}
