using Crm.Platform.Facts;
using Crm.Tests.Support;
using Crm.Tests.Tickets.Features;
using Crm.Tickets.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.RollUps;

/// <summary>How roll-ups are kept, compared and put right.</summary>
public sealed class RollUpTests(CrmApp app) : IClassFixture<CrmApp>
{
    RollUpKeeper Keeper => app.Services.GetRequiredService<RollUpKeeper>();

    async Task Agrees() => Assert.All(await Keeper.Compare(default), c => Assert.Equal((c.Name, 0), (c.Name, c.Differences)));

    [Fact]
    public async Task A_difference_is_put_right_logged_and_shown()
    {
        await app.Ticket();
        await app.Db<TicketsDb>(db => db.Database.ExecuteSqlRawAsync("insert into tickets.ticket_days (day, type, channel, fresh, opened, resolved, first_met, first_late, next_met, next_late, resolution_met, resolution_late) values ('2026-01-01', 'repair', 'web', false, 7, 0, 0, 0, 0, 0, 0, 0)"));
        Assert.Equal(1, (await Keeper.Compare(default)).Single(c => c.Name == "tickets.ticket_days").Differences);
        await app.Services.GetRequiredService<Crm.Platform.Jobs.SweepRunner>().Run("platform.CheckFacts", default);
        await Agrees();
        var admin = await app.As("admin");
        Assert.Contains("1 cells put right", (await admin.Get("/admin/facts")).Text("main"), StringComparison.Ordinal);
        Assert.Contains("Roll-ups that differed", (await admin.Get("/admin")).Text("main"), StringComparison.Ordinal);
        await app.Services.GetRequiredService<Crm.Platform.Jobs.SweepRunner>().Run("platform.CheckFacts", default);
        Assert.DoesNotContain("put right", (await admin.Get("/admin/facts")).Text("main .card-table"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_who_write_at_once_do_not_wait_for_each_other_and_both_count()
    {
        var before = await app.Db<TicketsDb, long>(db => db.TicketDays.SumAsync(d => d.Opened));
        var customer = await app.Customer();
        await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => app.Ticket(customer)).Concat(Enumerable.Range(0, 4).Select(async _ => { await Keeper.Settle(default); return 0L; })));
        Assert.Equal(before + 12, await app.Db<TicketsDb, long>(db => db.TicketDays.SumAsync(d => d.Opened)));
        await Agrees();
    }

    [Fact]
    public async Task A_day_begins_at_midnight_of_the_installation()
    {
        app.Clock.Now = new(2027, 5, 1, 15, 59, 0, TimeSpan.Zero); // 23:59 in Shanghai
        await app.Ticket();
        app.Clock.Advance(TimeSpan.FromMinutes(2));
        await app.Ticket();
        var days = await app.Db<TicketsDb, List<DateOnly>>(db => db.TicketDays.Where(d => d.Opened > 0 && d.Day > new DateOnly(2027, 1, 1)).Select(d => d.Day).Distinct().OrderBy(d => d).ToListAsync());
        Assert.Equal([new(2027, 5, 1), new(2027, 5, 2)], days);
    }
}
