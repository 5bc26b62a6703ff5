using Crm.Contracts.Loyalty;
using Crm.Contracts.Staff;
using Crm.Contracts.Tickets;
using Crm.Platform.Demo;
using Crm.Platform.Time;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Quality;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Demo;

/// <summary>Eight weeks of quality checks, goodwill for some of the complaints, and a risk alert that was dealt with.</summary>
internal sealed class DemoCare(TicketsDb db, QualitySampler sampler, IStaffDirectory staff, IMemberDirectory members, InstallationZone zone) : IDemoData
{
    const int Weeks = 8;

    readonly Random random = DemoWorld.Random("care");

    public Task Load(DemoWorld world, CancellationToken ct) => Task.CompletedTask;

    // Once tickets and members are there.
    public async Task Finish(DemoWorld world, CancellationToken ct)
    {
        var checkers = await staff.HoldersOf("tickets.quality", ct);
        if (checkers.Count < 2) return; // nobody to judge, or nobody to appeal to
        await Checks(world.Now, [.. checkers.Order()], ct);
        await Gifts(world, [.. checkers.Order()], ct);
        await Alert(world.Now, checkers.Min(), ct);
    }

    async Task Checks(DateTimeOffset now, List<long> checkers, CancellationToken ct)
    {
        var (items, teams) = (await db.ChecklistItems.AsNoTracking().OrderBy(i => i.Position).ToListAsync(ct), await staff.Teams(ct));
        var today = zone.DayOf(now);
        var thisMonday = today.AddDays(-(((int)today.DayOfWeek + 6) % 7));
        for (var week = Weeks; week > 0; week--)
        {
            var monday = thisMonday.AddDays(-7 * week);
            var end = zone.StartOf(monday.AddDays(7));
            var sample = new QualitySample(monday, zone.StartOf(monday), end, 3, 1, random.NextInt64(), null, end.AddHours(3) < now ? end.AddHours(3) : now);
            var checks = await sampler.Choose(sample, db.Tickets, ct);
            foreach (var check in checks)
                if (week > 1 || random.Next(3) == 0) Judge(check, [.. items.Where(i => i.ChecklistId == check.ChecklistId && i.Revision == check.Revision)], teams, checkers, now);
            db.QualitySamples.Add(sample);
            await db.SaveQuietly(ct);
            foreach (var check in checks) check.SampleId = sample.Id;
            db.QualityChecks.AddRange(checks);
            await db.SaveQuietly(ct);
        }
    }

    void Judge(QualityCheck check, List<ChecklistItem> items, IReadOnlyDictionary<long, TeamFacts> teams, List<long> checkers, DateTimeOffset now)
    {
        var agent = check.OwnerId!.Value;
        var supervisor = check.TeamId is { } team ? teams.GetValueOrDefault(team)?.SupervisorId : null;
        var reviewer = supervisor is { } s && s != agent && checkers.Contains(s) ? s : checkers.Find(c => c != agent);
        var at = check.DrawnAt.AddHours(random.Next(2, 70));
        if (at > now) return;
        check.Judge(items, Marks(items, check.Reason == QualityReason.Random ? 0.88 : 0.6), random.Next(3) == 0 ? "思路清晰，回复可以更及时 / well explained, could be quicker" : null, TimeSpan.FromDays(7), reviewer, at);
        var seen = at.AddHours(random.Next(1, 60));
        if (seen > now || random.Next(4) == 0) return;
        if (random.Next(10) > 0)
        {
            check.Acknowledge(agent, seen);
            return;
        }
        check.Appeal("客户在电话中已确认，对话中看不到 / the customer had agreed by phone, which the conversation does not show", agent, seen);
        var decider = checkers.Find(c => c != agent && c != reviewer);
        if (decider == 0 || seen.AddHours(30) > now) return;
        if (random.Next(2) == 0) check.Uphold("通话记录中没有相关内容 / nothing of it was noted", false, decider, seen.AddHours(30));
        else check.Revise(items, Marks(items, 0.97), "已核实通话记录 / confirmed by the call record", false, decider, seen.AddHours(30));
    }

    List<QualityAnswer> Marks(List<ChecklistItem> items, double good) => [.. items.Select(i => new QualityAnswer(i.Position,
        i.Scale == QualityScale.YesNo ? i.Fatal ? random.Next(60) == 0 ? 0 : 1 : random.NextDouble() < good ? 1 : 0 : random.NextDouble() < good ? random.Next(4, 6) : random.Next(2, 4), null))];

    async Task Gifts(DemoWorld world, List<long> checkers, CancellationToken ct)
    {
        var since = world.Now.AddDays(-75);
        var complaints = await db.Tickets.AsNoTracking().Where(t => t.Type == TicketType.Complaint && t.ResolvedAt > since && t.OwnerId != null).OrderBy(t => t.Id).Take(70).ToListAsync(ct);
        var known = await members.OfCustomers([.. complaints.Select(t => t.CustomerId).Distinct()], ct);
        var booked = new List<(Guid Grant, long CustomerId, long? Points, decimal? Value, string? Currency, DateOnly? LastDay, DateTimeOffset At)>();
        foreach (var (ticket, i) in complaints.Select((t, i) => (t, i)))
        {
            var (asker, at) = (ticket.OwnerId!.Value, ticket.ResolvedAt!.Value.AddMinutes(random.Next(5, 600)));
            if (at > world.Now) continue;
            var points = known.ContainsKey(ticket.CustomerId) && random.Next(2) == 0;
            var gift = points ? new GoodwillGift(GoodwillKind.Points, 100 * random.Next(1, 9), null, null, null)
                : new GoodwillGift(GoodwillKind.Coupon, null, 10 * random.Next(1, 13), i % 9 == 0 ? "USD" : "CNY", zone.DayOf(at).AddDays(90));
            var within = points ? gift.Points <= 500 : gift is { Currency: "CNY", Amount: <= 50 };
            var id = new byte[16];
            random.NextBytes(id);
            var row = Goodwill(ticket, new Guid(id), gift, within, asker, at);
            var decided = at.AddHours(random.Next(1, 20));
            if (!within && decided < world.Now && i % 7 != 3 && checkers.Find(c => c != asker) is > 0 and var decider)
            {
                if (i % 5 == 0) row.Decline("金额过高 / too much for what happened", decider, decided);
                else row.Approve(null, decider, decided);
            }
            if (row.GrantedAt is { } granted)
            {
                row.Booked(granted);
                booked.Add((row.PublicId, row.CustomerId, row.Points, row.Amount, row.Currency, row.LastDay, granted));
            }
            db.Goodwill.Add(row);
        }
        await db.SaveQuietly(ct);
        // Loyalty books them.
        world.Notes["goodwill"] = (IReadOnlyList<(Guid Grant, long CustomerId, long? Points, decimal? Value, string? Currency, DateOnly? LastDay, DateTimeOffset At)>)booked;
    }

    Domain.Goodwill Goodwill(Ticket ticket, Guid id, GoodwillGift gift, bool within, long asker, DateTimeOffset at) =>
        Domain.Goodwill.Ask(id, ticket.Id, ticket.Type, ticket.CustomerId, ticket.TeamId, gift, random.Next(1, 10), null, within, asker, at);

    /// <summary>The week and category of the last two months in which complaints stood out most, with the counts there really were.</summary>
    async Task Alert(DateTimeOffset now, long by, CancellationToken ct)
    {
        var since = now.AddDays(-7 * 17);
        var complaints = await db.Tickets.Where(t => t.Type == TicketType.Complaint && t.CreatedAt > since && t.CategoryId != null).Select(t => new { t.CategoryId, t.CreatedAt }).ToListAsync(ct);
        var weeks = complaints.GroupBy(c => c.CategoryId).Select(g => (Category: g.Key, Weeks: g.GroupBy(c => (int)((now - c.CreatedAt).TotalDays / 7)).ToDictionary(w => w.Key, w => w.Count()))).ToList();
        var most = (from w in weeks
                    from ago in Enumerable.Range(2, 6)
                    let found = RiskTest.Of(w.Weeks.GetValueOrDefault(ago), [.. Enumerable.Range(ago + 1, RiskTest.Windows).Select(k => w.Weeks.GetValueOrDefault(k))])
                    orderby found.P
                    select (w.Category, At: now.AddDays(-7 * ago), Found: found)).FirstOrDefault();
        if (most.Found is null) return;
        var alert = new RiskAlert(new(most.Category), RiskWindow.Week, most.At.AddDays(-7), most.Found, most.At);
        alert.Acknowledge(by, most.At.AddHours(2));
        alert.Close("排查后为一批次产品的包装问题，已更换供应商并逐一致电客户 / packaging of one batch; supplier changed, customers called", by, most.At.AddDays(3));
        db.RiskAlerts.Add(alert);
        await db.SaveQuietly(ct);
    }
}
