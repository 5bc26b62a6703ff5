using System.Globalization;
using Crm.Platform.Data;
using Crm.Platform.Localization;
using Crm.Platform.Modules;
using Crm.Platform.Time;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Tickets;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Crm.Bench;

/// <summary>
/// How the database answers the lists and the search at the size it has: every first page, page fifty and every search, for whoever may see all and for
/// whoever sees a team. Each has to come from an index, words from that of the search; none may read the table.
/// </summary>
internal static class DeskPlans
{
    static readonly string[] Words = ["发票", "无此词", "客户77", "20260915001"];

    public static async Task<bool> Check(string connection)
    {
        await using var db = new TicketsDb(new DbContextOptionsBuilder<TicketsDb>().UseNpgsql(connection).Options);
        var (good, asked) = (true, 0);
        foreach (var scope in new[] { Scope.All, Scope.Team })
        {
            var user = new CurrentUser();
            user.Become(1, "bench", new Rights(new Dictionary<string, Scope> { ["tickets.read"] = scope }, [1, 2], [1, 2]), "zh-CN", "Asia/Shanghai");
            var search = new TicketSearch(db, new Texts(new ModuleList([])), user, new InstallationZone(DateTimeZoneProviders.Tzdb["Asia/Shanghai"]), TimeProvider.System);
            foreach (var view in Enum.GetValues<TicketView>())
            {
                var list = new ListTickets.Query { View = view };
                var rows = await search.Rows(list, default);
                // Somewhere behind page fifty, as somebody who scrolls gets there.
                var far = await search.Page(rows, list, null, 2501).Skip(2500).Select(t => new { t.QueueRank, t.NextDueAt, t.Urgency, t.ResolvedAt, t.Id }).FirstOrDefaultAsync();
                await Explain($"{view}, {scope}", search.Page(rows, list, null, 51));
                if (far is not null) await Explain($"{view}, {scope}, page 50", search.Page(rows, list, new(far.QueueRank, far.NextDueAt, far.Urgency, far.ResolvedAt, far.Id), 51));
            }
            foreach (var word in Words)
            {
                var list = new ListTickets.Query { View = TicketView.Any, Q = word };
                await Explain($"search {word}, {scope}", search.Page(await search.Rows(list, default), list, null, 51), "ix_tickets_search");
            }
            await Explain($"number, {scope}", db.Tickets.Within(user.ScopeOf("tickets.read")).Where(t => t.Number == 123), "ix_tickets_number");
        }
        Console.WriteLine(good ? $"    plans: {asked} lists and searches, each from an index" : "    plans: see above");
        return good;

        async Task Explain(string name, IQueryable<Ticket> rows, string index = "Index")
        {
            await using var command = rows.Select(t => new { t.Id, t.Subject }).CreateDbCommand();
            command.CommandText = "explain (costs off) " + command.CommandText;
            await db.Database.OpenConnectionAsync();
            var plan = new List<string>();
            await using (var reader = await command.ExecuteReaderAsync())
                while (await reader.ReadAsync()) plan.Add(reader.GetString(0));
            asked++;
            if (plan.Exists(l => l.Contains(index, StringComparison.Ordinal)) && !plan.Exists(l => l.Contains("Seq Scan on tickets", StringComparison.Ordinal))) return;
            good = false;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    {name} does not use its index:\n{string.Join('\n', plan)}"));
        }
    }
}
