using System.Collections.Concurrent;
using Crm.Contracts.Tickets;
using Crm.Tests.Support;
using Crm.Tests.Tickets.Features;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Routing;
using Crm.Tickets.Features.Tickets;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tests.Tickets.Routing;

public sealed class TakeNextTests(CrmApp app) : IClassFixture<CrmApp>
{
    const string Team = "technical-support"; // agent (technical:3 zh en), zhao.min (technical zh), zhou.jie (technical:2 product zh en), supervisor

    [Fact]
    public async Task Thirty_two_agents_empty_a_queue_in_its_order_and_no_ticket_is_taken_twice_or_left_behind()
    {
        var queue = await Queue(120);
        string[] people = ["agent", "zhao.min", "zhou.jie", "supervisor"];
        var taken = new ConcurrentBag<long>();
        var runs = await Task.WhenAll(Enumerable.Range(0, 32).Select(i => Task.Run(async () =>
        {
            var mine = new List<long>();
            while (await app.Send(new TakeNext.Command(), people[i % people.Length]) is { } id) { mine.Add(id); taken.Add(id); }
            return mine;
        })));
        Assert.Equal(taken.Count, taken.Distinct().Count());
        Assert.Equal(queue.Keys.Order(), taken.Order());
        // The queue only shrinks: whoever takes twice takes the earlier first, or somebody else had had it in hand.
        foreach (var mine in runs) Assert.Equal(mine.OrderBy(id => queue[id]), mine);
    }

    [Fact]
    public async Task One_agent_takes_vips_first_then_what_is_due_soonest()
    {
        var queue = await Queue(40);
        var taken = new List<long>();
        while (await app.Send(new TakeNext.Command(), "agent") is { } id) taken.Add(id);
        Assert.Equal(queue.OrderBy(q => q.Value).Select(q => q.Key), taken);
    }

    [Fact]
    public async Task Nobody_takes_what_asks_for_a_skill_they_lack_and_it_waits_for_who_has_it()
    {
        await Clear();
        var category = await app.Category(Team);
        await app.Send(new ChangeRoutingRule.Command { CategoryId = category, Skills = "technical:2", Language = Wish.Required });
        var hard = await app.Open(category, subject: "Hard", priority: TicketPriority.Urgent);
        var plain = await app.Open(await app.Category(Team), subject: "Plain", priority: TicketPriority.Low);
        Assert.Contains("technical:2", (await app.Read(hard)).Needs);
        Assert.Equal(plain, await app.Send(new TakeNext.Command(), "zhao.min"));
        Assert.Null(await app.Send(new TakeNext.Command(), "zhao.min"));
        Assert.Equal(hard, await app.Send(new TakeNext.Command(), "zhou.jie"));
    }

    [Fact]
    public async Task Who_reaches_only_their_own_tickets_takes_none_out_of_their_teams_queue()
    {
        await Clear();
        var id = await app.Open(await app.Category("accounts"), subject: "Of the accounts team");
        Assert.Null(await app.Send(new TakeNext.Command(), "manager"));
        Assert.Equal(id, await app.Send(new TakeNext.Command(), "qian.xue"));
    }

    [Fact]
    public async Task The_queue_is_read_from_its_index_whatever_else_is_in_the_table()
    {
        await Queue(200);
        await app.Db<TicketsDb>(async db =>
        {
            await db.Database.ExecuteSqlRawAsync("analyze tickets.tickets");
            await db.Database.ExecuteSqlRawAsync("set enable_seqscan = off"); // two hundred rows are read faster whole; what counts is that they need not be
            var team = await app.Team(Team);
            var plan = await db.Database.SqlQueryRaw<string>("""
                explain (format text) select q.id from tickets.tickets q where q.status = 'created' and q.owner_id is null and q.team_id = {0} and q.needs <@ {1}
                order by q.queue_rank, q.next_due_at, q.urgency, q.id limit 100
                """, team, new[] { "technical" }).ToListAsync();
            Assert.Contains(plan, l => l.Contains("ix_tickets_unassigned", StringComparison.Ordinal));
            Assert.DoesNotContain(plan, l => l.Contains("Sort", StringComparison.Ordinal));
        });
    }

    Task Clear() => app.Db<TicketsDb>(db => db.Tickets.Where(t => t.OwnerId == null).ExecuteUpdateAsync(s => s.SetProperty(t => t.Status, TicketStatus.Archived)));

    // A queue of all sorts, and the place of each in it.
    async Task<Dictionary<long, (short, DateTimeOffset, short, long)>> Queue(int count)
    {
        await Clear();
        var category = await app.Category(Team);
        long[] customers = [await app.Customer("Plain queue"), await app.Customer("Vip queue", level: "vip")];
        var random = new Random(7);
        var start = app.Clock.Now;
        var ids = new List<long>();
        for (var i = 0; i < count; i++)
        {
            app.Clock.Now = start.AddMinutes(random.Next(0, 600));
            ids.Add(await app.Open(category, customers[random.Next(6) == 0 ? 1 : 0], "Queue", (TicketType)random.Next(4), (TicketPriority)random.Next(4)));
        }
        app.Clock.Now = start;
        return await app.Db<TicketsDb, Dictionary<long, (short, DateTimeOffset, short, long)>>(db => db.Tickets.AsNoTracking().Where(t => ids.Contains(t.Id)).ToDictionaryAsync(t => t.Id, t => (t.QueueRank, t.NextDueAt, t.Urgency, t.Id)));
    }
}
