using Crm.Contracts.Customers;
using Crm.Contracts.Tickets;
using Crm.Customers.Data;
using Crm.Staff.Data;
using Crm.Staff.Domain;
using Crm.Tests.Support;
using Crm.Tests.Tickets.Features;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Routing;
using Crm.Tickets.Features.Tickets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Tickets.Routing;

public sealed class PushTests(CrmApp app) : IClassFixture<CrmApp>, IAsyncLifetime
{
    const string Team = "product-support"; // sun.li, zhou.jie, emily.carter; the supervisor works there too
    long category;

    public async Task InitializeAsync()
    {
        // Each test finds an empty desk.
        await app.Db<TicketsDb>(db => db.Tickets.ExecuteUpdateAsync(s => s.SetProperty(t => t.Status, TicketStatus.Archived)));
        category = await app.Category(Team);
        await app.Work(Team, RoutingMode.Automatic);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task In_a_team_that_works_by_hand_nobody_is_given_anything()
    {
        await app.Work(Team, RoutingMode.ByHand);
        await app.Here(Team, ("sun.li", 5));
        var id = await app.Open(category);
        await app.Deliver();
        await Sweep();
        Assert.Null(await app.OwnerOf(id));
    }

    [Fact]
    public async Task The_queue_is_handed_out_evenly_and_nobody_gets_more_than_they_can_bear()
    {
        await app.Here(Team, ("sun.li", 2), ("zhou.jie", 1));
        var ids = new List<long>();
        for (var i = 0; i < 5; i++) ids.Add(await app.Open(category));
        await app.Deliver();
        var owners = new List<string?>();
        foreach (var id in ids) owners.Add(await app.OwnerOf(id));
        Assert.Equal((2, 1, 2), (owners.Count(o => o == "sun.li"), owners.Count(o => o == "zhou.jie"), owners.Count(o => o is null)));
        Assert.All(ids.Where((_, i) => owners[i] is null), id => Assert.Contains(id, ids.TakeLast(2))); // the oldest first
    }

    [Fact]
    public async Task A_resolved_a_waiting_and_a_given_away_ticket_each_make_room_for_the_next()
    {
        await app.Here(Team, ("sun.li", 1));
        long first = await app.Open(category), second = await app.Open(category), third = await app.Open(category), fourth = await app.Open(category);
        await app.Deliver();
        Assert.Equal(["sun.li", null, null, null], await Owners(first, second, third, fourth));
        await app.Send(new WaitTicket.Command { Id = first, On = TicketStatus.WaitingCustomer }, "sun.li");
        await app.Deliver();
        Assert.Equal(["sun.li", "sun.li", null, null], await Owners(first, second, third, fourth));
        await app.Resolve(second, "sun.li");
        await app.Deliver();
        Assert.Equal("sun.li", await app.OwnerOf(third));
        await app.Send(new AssignTicket.Command { Id = third, AssigneeId = await app.Person("zhou.jie") }, "supervisor");
        await app.Deliver();
        Assert.Equal(["sun.li", "zhou.jie", "sun.li"], await Owners(second, third, fourth));
    }

    [Fact]
    public async Task Who_comes_back_gets_what_waits()
    {
        await app.Here(Team);
        var id = await app.Open(category);
        await app.Deliver();
        Assert.Null(await app.OwnerOf(id));
        await app.Here(Team, ("zhou.jie", 3));
        await app.Deliver();
        Assert.Equal("zhou.jie", await app.OwnerOf(id));
    }

    [Fact]
    public async Task A_queue_no_event_speaks_of_is_moved_by_the_sweep()
    {
        await app.Here(Team, ("sun.li", 3));
        var id = await app.Open(category);
        await app.Db<TicketsDb>(db => db.Outbox.ExecuteDeleteAsync()); // the host died before it told anybody
        await Sweep();
        Assert.Equal("sun.li", await app.OwnerOf(id));
    }

    [Fact]
    public async Task What_a_ticket_asks_for_decides_and_the_history_says_why_in_both_languages()
    {
        await app.Here(Team, ("sun.li", 5), ("zhou.jie", 5), ("emily.carter", 5));
        await app.Send(new ChangeRoutingRule.Command { CategoryId = category, Skills = "technical:2" });
        var id = await app.Open(category);
        await app.Deliver();
        Assert.Equal("zhou.jie", await app.OwnerOf(id)); // technical:2
        var history = (await (await app.As("supervisor")).Get($"/tickets/{id}")).Text("section[aria-label='History']");
        Assert.Contains("Jay Zhou: knows technical:2", history, StringComparison.Ordinal);
        Assert.Contains("chosen as the only one", history, StringComparison.Ordinal);
        Assert.Contains("Li Sun: lacks technical:2", history, StringComparison.Ordinal);
        Assert.Contains("Fang Wang: owner of the customer, away", history, StringComparison.Ordinal);
        var chinese = (await (await app.As("supervisor", "zh-CN")).Get($"/tickets/{id}")).Html;
        Assert.Contains("周杰：具备“technical:2”", System.Net.WebUtility.HtmlDecode(chinese), StringComparison.Ordinal);
        Assert.True(await app.Db<TicketsDb, bool>(db => db.Notifications.AnyAsync(n => n.Url == $"/tickets/{id}")));
    }

    [Fact]
    public async Task The_customers_owner_gets_it_and_while_they_are_absent_who_stands_in()
    {
        await app.Here(Team, ("sun.li", 5), ("zhou.jie", 5), ("emily.carter", 5));
        var customer = await app.Customer("Owned");
        var (sun, emily) = (await app.Person("sun.li"), await app.Person("emily.carter"));
        await app.Db<TicketsDb>(db => db.Customers.Where(c => c.Id == customer).ExecuteUpdateAsync(s => s.SetProperty(c => c.OwnerId, sun)));
        await app.Db<CustomersDb>(db => db.Customers.Where(c => c.Id == customer).ExecuteUpdateAsync(s => s.SetProperty(c => c.OwnerId, sun)));
        var first = await app.Open(category, customer);
        await app.Deliver();
        Assert.Equal("sun.li", await app.OwnerOf(first));
        await Absent("sun.li", emily);
        var second = await app.Open(category, customer);
        await app.Deliver();
        Assert.Equal("emily.carter", await app.OwnerOf(second));
        var history = (await (await app.As("supervisor")).Get($"/tickets/{second}")).Text("section[aria-label='History']");
        Assert.Contains("Emily Carter: stands in for Li Sun", history, StringComparison.Ordinal);
        Assert.Contains("Li Sun: owner of the customer, absent until 2026-03-11", history, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reopened_ticket_of_somebody_absent_goes_to_their_substitute_or_back_to_the_queue()
    {
        await app.Here(Team, ("zhou.jie", 5), ("emily.carter", 5));
        long first = await app.Open(category), second = await app.Open(category);
        var (zhou, emily) = (await app.Person("zhou.jie"), await app.Person("emily.carter"));
        foreach (var id in new[] { first, second })
        {
            await app.Send(new AssignTicket.Command { Id = id, AssigneeId = zhou }, "supervisor");
            await app.Resolve(id, "zhou.jie");
        }
        await app.Deliver();
        await Absent("zhou.jie", emily);
        await app.Send(new HearCustomer.Command { Id = first, Channel = TicketChannel.Email, Body = "Still broken" }, "supervisor");
        await app.Deliver();
        Assert.Equal("emily.carter", await app.OwnerOf(first));
        await app.Db<StaffDb>(async db => { (await db.Members.Include(m => m.Absences).SingleAsync(m => m.Id == emily)).GoAway(db.Clock.GetUtcNow()); await db.SaveChangesAsync(); });
        await app.Send(new ReopenTicket.Command { Id = second, Note = "Again" }, "supervisor");
        await app.Deliver();
        var back = await app.Read(second);
        Assert.Equal((null, TicketStatus.Created), (back.OwnerId, back.Status));
        Assert.Contains(back.History, h => h.Reason == "tickets.reason.given_back");
    }

    [Fact]
    public async Task What_somebody_who_left_was_working_on_waits_for_others()
    {
        await app.Here(Team);
        var id = await app.Open(category);
        var sun = await app.Person("sun.li");
        await app.Send(new AssignTicket.Command { Id = id, AssigneeId = sun }, "supervisor");
        await app.Send(new StartTicket.Command(id), "sun.li");
        await app.Db<StaffDb>(async db =>
        {
            var member = await db.Members.Include(m => m.Absences).SingleAsync(m => m.Id == sun);
            member.Deactivate(db.Clock.GetUtcNow());
            await db.SaveChangesAsync();
        });
        await app.Deliver();
        var ticket = await app.Read(id);
        Assert.Equal((null, TicketStatus.Created), (ticket.OwnerId, ticket.Status));
        await app.Db<StaffDb>(async db => { (await db.Members.Include(m => m.Absences).SingleAsync(m => m.Id == sun)).Reactivate(db.Clock.GetUtcNow()); await db.SaveChangesAsync(); });
    }

    [Fact]
    public async Task Two_hosts_that_hand_out_at_once_give_nothing_twice_and_nobody_too_much()
    {
        await app.Here(Team, ("sun.li", 4), ("zhou.jie", 3));
        var ids = new List<long>();
        for (var i = 0; i < 12; i++) ids.Add(await app.Open(category));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(Sweep)));
        var owners = await Owners([.. ids]);
        Assert.Equal((4, 3, 5), (owners.Count(o => o == "sun.li"), owners.Count(o => o == "zhou.jie"), owners.Count(o => o is null)));
        Assert.Equal(7, await app.Db<TicketsDb, int>(db => db.History.CountAsync(h => ids.Contains(h.TicketId) && h.Kind == HistoryKind.Assignee)));
    }

    [Fact]
    public async Task A_changed_rule_counts_at_once_for_what_is_open()
    {
        await app.Here(Team);
        var id = await app.Open(category);
        await app.Send(new ChangeRoutingRule.Command { CategoryId = category, Skills = "Welding" });
        await app.Scope(async s => { await s.GetRequiredService<AskAnewJob>().Run(new(), new NoProgress(), default); return true; });
        Assert.Equal(["welding"], (await app.Read(id)).Needs);
        var rule = await app.Db<TicketsDb, long>(db => db.RoutingRules.Where(r => r.CategoryId == category).Select(r => r.Id).SingleAsync());
        await app.Send(new DeleteRoutingRule.Command(rule));
        await app.Scope(async s => { await s.GetRequiredService<AskAnewJob>().Run(new(), new NoProgress(), default); return true; });
        Assert.Empty((await app.Read(id)).Needs);
        Assert.True(await app.Db<TicketsDb, bool>(db => db.Audit.AnyAsync(a => a.Entity == "RoutingRule" && a.Action == "DeleteRoutingRule")));
    }

    [Fact]
    public async Task An_edit_changes_what_a_ticket_asks_for()
    {
        await app.Here(Team);
        var other = await app.Category(Team);
        await app.Send(new ChangeRoutingRule.Command { CategoryId = other, Skills = "welding" });
        var id = await app.Open(category);
        var before = await app.Read(id);
        await app.Send(new EditTicket.Command { Id = id, Subject = before.Subject, Type = before.Type, Priority = before.Priority, CategoryId = other, Version = before.Version }, "supervisor");
        Assert.Equal(["welding"], (await app.Read(id)).Needs);
    }

    async Task<List<string?>> Owners(params long[] ids)
    {
        var owners = new List<string?>();
        foreach (var id in ids) owners.Add(await app.OwnerOf(id));
        return owners;
    }

    Task<bool> Sweep() => app.Scope(async s => { await s.GetRequiredService<DrainQueues>().Run(default); return true; });

    Task Absent(string person, long substitute) => app.Db<StaffDb>(async db =>
    {
        var now = db.Clock.GetUtcNow();
        var member = await db.Members.Include(m => m.Absences).SingleAsync(m => m.Email == person + "@demo.test");
        member.BeAbsent(new Absence(now.AddMinutes(-1), now.AddDays(7), substitute, null), now);
        await db.SaveChangesAsync();
    });

    sealed class NoProgress : Crm.Platform.Jobs.JobProgress
    {
        public override long JobId => 0;
        public override T? Checkpoint<T>() where T : default => default;
        public override Task Report(long done, long? total, object? checkpoint = null) => Task.CompletedTask;
    }
}
