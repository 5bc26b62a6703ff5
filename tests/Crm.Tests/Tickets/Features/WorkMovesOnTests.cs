using System.Globalization;
using Crm.Contracts.Surveys;
using Crm.Staff.Data;
using Crm.Staff.Domain;
using Crm.Tests.Support;
using Crm.Tests.Tickets.Routing;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.FollowUps;
using Crm.Tickets.Features.SubTasks;
using Crm.Tickets.Features.Tickets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Tickets.Features;

/// <summary>People change teams, are absent, and leave: whose their work is then.</summary>
public sealed class WorkMovesOnTests(CrmApp app) : IClassFixture<CrmApp>
{
    [Fact]
    public async Task Work_stays_in_a_team_its_owner_is_still_in_and_leaves_one_they_left_as_its_history_says()
    {
        var (technical, complaints, min) = (await app.Team("technical-support"), await app.Team("complaints"), await app.Person("zhao.min"));
        long id = await app.Ticket(@as: "zhao.min"), teamless = await app.Ticket(@as: "zhao.min");
        foreach (var ticket in new[] { id, teamless }) await app.Send(new TakeTicket.Command(ticket), "zhao.min");
        await app.Db<TicketsDb>(db => db.Tickets.Where(t => t.Id == teamless).ExecuteUpdateAsync(s => s.SetProperty(t => t.TeamId, (long?)null)));
        var customer = (await app.Read(id)).CustomerId;
        await app.Db<TicketsDb>(db =>
        {
            db.FollowUps.Add(FollowUp.Open(880_001, customer, null, 1, min, technical, new("tickets.followup.reason.team"), app.Clock.Now));
            return db.SaveChangesAsync();
        });
        await app.Deliver();

        await Join("zhao.min", complaints, technical);
        Assert.Equal((technical, complaints, technical), await Teams());
        await Join("zhao.min", complaints);
        Assert.Equal((complaints, complaints, complaints), await Teams());
        var moved = Assert.Single((await app.Read(id)).History, h => h.Reason == "tickets.reason.teams_changed");
        Assert.Equal((HistoryKind.Team, Text(technical), Text(complaints)), (moved.Kind, moved.From, moved.To));
        Assert.Equal(min, (await app.Read(id)).OwnerId);
        Assert.Contains("works in this team now", (await (await app.As("supervisor")).Get($"/tickets/{id}")).Text("section[aria-label='History']"), StringComparison.Ordinal);
        // In no team any more: it does not vanish from the one that knows it.
        await Join("zhao.min");
        Assert.Equal((complaints, complaints, complaints), await Teams());

        async Task<(long?, long?, long?)> Teams() => ((await app.Read(id)).TeamId, (await app.Read(teamless)).TeamId, await app.Db<TicketsDb, long?>(db => db.FollowUps.Where(f => f.ResponseId == 880_001).Select(f => f.TeamId).SingleAsync()));
        static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task What_a_supervisor_is_owed_goes_to_who_stands_in_for_them_and_to_nobody_who_has_left()
    {
        var (technical, boss, substitute) = (await app.Team("technical-support"), await app.Person("supervisor"), await app.Person("qian.xue"));
        var id = await app.Ticket();
        var customer = (await app.Read(id)).CustomerId;
        await app.Send(new ResolveTicket.Command { Id = id, Note = "Done", CauseId = 1, ResolutionId = 10 }, "agent");
        var open = await app.Ticket(customer);
        Assert.Equal((boss, "tickets.followup.reason.team"), await Called(881_001));
        Assert.Equal([boss], await Asked("One"));

        await Change("supervisor", m => m.BeAbsent(new Absence(app.Clock.Now.AddHours(-1), app.Clock.Now.AddDays(2), substitute, null), app.Clock.Now));
        Assert.Equal((substitute, "tickets.followup.reason.team_substitute"), await Called(881_002));
        Assert.Equal([substitute], await Asked("Two"));

        await Change("supervisor", m => m.Deactivate(app.Clock.Now));
        var (owner, why) = await Called(881_003);
        Assert.NotEqual(boss, owner);
        Assert.True((await app.Staff())[owner!.Value].Active);
        Assert.Equal("tickets.followup.reason.default", why); // the team of the customer's owner was hers as well
        // Whoever that is, the team that handled the ticket sees it.
        Assert.Equal(technical, await app.Db<TicketsDb, long?>(db => db.FollowUps.Where(f => f.ResponseId == 881_003).Select(f => f.TeamId).SingleAsync()));
        var crew = (await app.Staff()).Values.Where(p => p.Active && p.TeamIds.Contains(technical)).Select(p => p.Id).Order();
        Assert.Equal(crew, (await Asked("Three")).Append(await app.Person("agent")).Order()); // everybody but who asked
        await Change("supervisor", m => m.Reactivate(app.Clock.Now));

        async Task<(long?, string)> Called(long response)
        {
            await app.Scope(async s =>
            {
                await s.GetRequiredService<WhenResponseFinished>().HandleMany([new ResponseFinished(response, 1, null, customer, null, id, 1, null, true, app.Clock.Now)], default);
                await s.GetRequiredService<TicketsDb>().SaveChangesAsync();
                return true;
            });
            return await app.Db<TicketsDb, (long?, string)>(async db => await db.FollowUps.Where(f => f.ResponseId == response).Select(f => new { f.OwnerId, f.OwnerReason }).SingleAsync() is var f ? (f.OwnerId, f.OwnerReason) : default);
        }

        async Task<List<long>> Asked(string what)
        {
            var task = await app.Send(new AskSubTask.Command { Id = open, Title = what, TeamId = technical, Within = "8h" }, "agent");
            return await app.Db<TicketsDb, List<long>>(db => db.Notifications.Where(n => n.Key == $"subtask:{task}").Select(n => n.StaffId).ToListAsync());
        }
    }

    Task Join(string person, params long[] teams) => Change(person, m => m.Join(teams, app.Clock.Now));

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
