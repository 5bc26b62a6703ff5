using System.Globalization;
using Crm.Contracts.Customers;
using Crm.Contracts.Staff;
using Crm.Contracts.Tickets;
using Crm.Platform.Data;
using Crm.Platform.Demo;
using Crm.Platform.Fields;
using Crm.Platform.Search;
using Crm.Platform.Time;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Demo;

/// <summary>
/// Twelve months of tickets. Every ticket lives through the same verbs as a real one, so states, clocks and history
/// agree; what would happen after "now" has not happened. Written with COPY.
/// </summary>
internal sealed class DemoTickets(TicketsDb db, ICustomerDirectory customers, IStaffDirectory staff, InstallationZone zone) : IDemoData
{
    const int Count = 6000;
    const int LowScores = 25;

    static readonly FieldOption[] Versions = [new("2024.2", "2024.2", "2024.2"), new("2025.1", "2025.1", "2025.1"), new("2025.2", "2025.2", "2025.2"), new("2026.1", "2026.1", "2026.1")];

    readonly Random random = DemoWorld.Random("tickets"), loads = DemoWorld.Random("loads"), serials = DemoWorld.Random("serials");
    DateTimeOffset now;
    SlaRules rules = null!;
    RoutingRules routing = null!;

    public async Task Load(DemoWorld world, CancellationToken ct)
    {
        now = world.Now;
        await SetUp(ct);
        (rules, routing) = await db.AllRules(ct);
        var people = await Customers(ct);
        if (people.Count == 0) return; // nobody to open a ticket for
        var desk = await Desk.Of(db, staff, ct);
        var low = new List<Ticket>();
        var tickets = Enumerable.Range(0, Count).Select(_ => CreatedAt()).Order().Select(at => Live(people[Pick(people.Count)], desk, low, at)).ToList();

        await db.GiveIds(tickets, ct);
        var followUps = await FollowUps(low, desk, ct);
        foreach (var ticket in tickets)
        {
            foreach (var message in ticket.Messages) message.TicketId = ticket.Id;
            foreach (var clock in ticket.Clocks) clock.TicketId = ticket.Id;
            foreach (var row in ticket.History) row.TicketId = ticket.Id;
        }
        await db.CopyIn(tickets, ct);
        await db.CopyIn(tickets.SelectMany(t => t.Messages).OrderBy(m => m.At), ct);
        var clocks = tickets.SelectMany(t => t.Clocks).ToList();
        await db.GiveIds(clocks, ct);
        foreach (var clock in clocks)
            foreach (var step in clock.Steps) step.ClockId = clock.Id;
        await db.CopyIn(clocks, ct);
        await db.CopyIn(clocks.SelectMany(c => c.Steps), ct);
        await db.CopyIn(tickets.SelectMany(t => t.History).OrderBy(h => h.At), ct);
        await db.CopyIn(followUps, ct);
        await db.CopyIn(followUps.SelectMany(f => f.Attempts), ct);
        // The answers that explain these follow-ups: the first of them is response 1, and so on.
        world.Notes["lowTickets"] = (IReadOnlyList<(long TicketId, long CustomerId)>)[.. low.Select(t => (t.Id, t.CustomerId))];
    }

    /// <summary>The call backs for the bad scores that surveys tells of: nearly all are done.</summary>
    public async Task Finish(DemoWorld world, CancellationToken ct)
    {
        if (!world.Notes.TryGetValue("lowAnswers", out var noted)) return;
        var desk = await Desk.Of(db, staff, ct);
        var rows = ((IReadOnlyList<(long ResponseId, long CustomerId, long? TicketId, int Score, long? TeamId, DateTimeOffset At)>)noted).Select(a =>
            FollowUp.Open(a.ResponseId, a.CustomerId, a.TicketId, a.Score, desk.SupervisorOf(a.TeamId) ?? desk.Anybody, a.TeamId, new("tickets.followup.reason.team"), a.At)).ToList();
        await db.GiveIds(rows, ct);
        foreach (var row in rows)
        {
            Call(row, desk);
            foreach (var attempt in row.Attempts) attempt.FollowUpId = row.Id;
        }
        await db.CopyIn(rows, ct);
        await db.CopyIn(rows.SelectMany(f => f.Attempts), ct);
    }

    // Which team gets what, and the holidays of 2026 with their make-up days.
    async Task SetUp(CancellationToken ct)
    {
        var teams = (await staff.Teams(ct)).Values.Where(t => t.Code is not null).ToDictionary(t => t.Code!, t => t.Id);
        string[] codes = ["technical-support", "product-support", "product-support", "complaints"];
        foreach (var category in await db.Categories.Where(c => c.ParentId == null && c.Id <= codes.Length).ToListAsync(ct))
            category.SendTo(teams.TryGetValue(codes[category.Id - 1], out var team) ? team : null);
        var calendar = await db.Calendars.Include(c => c.Days).OrderBy(c => c.Id).FirstAsync(ct);
        (string Name, int Month, int From, int To)[] holidays = [("元旦", 1, 1, 3), ("春节", 2, 15, 23), ("清明节", 4, 4, 6), ("劳动节", 5, 1, 5), ("端午节", 6, 19, 21), ("中秋节", 9, 25, 27), ("国庆节", 10, 1, 7)];
        foreach (var (name, month, from, to) in holidays)
            for (var day = from; day <= to; day++) calendar.SetDay(new DateOnly(2026, month, day), name, "");
        foreach (var day in new DateOnly[] { new(2026, 1, 4), new(2026, 2, 14), new(2026, 2, 28), new(2026, 5, 9), new(2026, 9, 20), new(2026, 10, 10) })
            calendar.SetDay(day, "调休", "09:00-18:00");
        // Who gets what: one team is handed its tickets, the others take them.
        db.RoutingRules.AddRange(
            new RoutingRule(null, 1, ["technical"], Wish.Ignored, Wish.Ignored), new RoutingRule(null, 7, ["technical:2"], Wish.Ignored, Wish.Ignored), new RoutingRule(null, 3, ["product"], Wish.Ignored, Wish.Ignored),
            new RoutingRule(null, 4, ["complaint"], Wish.Ignored, Wish.Ignored), new RoutingRule(TicketType.Complaint, null, [], Wish.Required, Wish.Ignored));
        var (serial, version) = (new TicketField("serial_number", FieldKind.Text, 1, new("Serial number", "序列号", false, false, false, [])), new TicketField("product_version", FieldKind.Choice, 2, new("Product version", "产品版本", false, false, false, Versions)));
        serial.Ask(toResolve: false, [TicketType.Repair]);
        version.Ask(toResolve: false, [TicketType.Repair, TicketType.Suggestion]);
        db.Fields.AddRange(serial, version);
        if (teams.TryGetValue("product-support", out var handed)) db.TeamRouting.Add(new TeamRouting(handed, RoutingMode.Automatic));
        await db.SaveChangesAsync(ct);
        await db.OutdateRules(ct);
    }

    /// <summary>Rules and ways of working of the demo are gone: no host goes by them any more.</summary>
    public Task Removed(CancellationToken ct) => db.OutdateRules(ct);

    async Task<IReadOnlyList<CustomerFacts>> Customers(CancellationToken ct)
    {
        var all = new List<CustomerFacts>();
        while (await customers.Page(all.Count == 0 ? 0 : all[^1].Id, 500, ct) is { Count: > 0 } page) all.AddRange(page);
        await db.CopyIn(all.Select(c => new CustomerCopy { Id = c.Id, Number = c.Number, Name = c.Name, Level = c.Level, Language = c.Language, Region = c.Region, OwnerId = c.OwnerId, TeamId = c.TeamId, Words = SearchText.Words(c.Number, c.Name) }), ct);
        // Those who matter ask more often.
        return [.. all.SelectMany(c => Enumerable.Repeat(c, c.Level == CustomerLevel.Normal ? 1 : 2))];
    }

    Ticket Live(CustomerFacts customer, Desk desk, List<Ticket> low, DateTimeOffset at)
    {
        var matter = Of(DemoWords.Matters);
        var zh = customer.Language == "zh-CN";
        var type = Of(matter.Types);
        var channel = Of([TicketChannel.Phone, TicketChannel.Phone, TicketChannel.Phone, TicketChannel.Email, TicketChannel.Email, TicketChannel.Web, TicketChannel.Web, TicketChannel.Portal, TicketChannel.Chat, TicketChannel.Social, TicketChannel.Onsite]);
        var priority = Chance(0.04) ? TicketPriority.Urgent : Chance(0.12) ? TicketPriority.High : Chance(0.1) ? TicketPriority.Low : TicketPriority.Normal;
        var team = desk.TeamOf(matter.Category);
        var agent = Of(desk.AgentsOf(team));
        var nr = random.Next(10, 9000).ToString(CultureInfo.InvariantCulture);
        var live = channel == TicketChannel.Phone && Chance(0.88);
        var t = Ticket.Open(
            new(customer.Id, null, customer.Level, type, channel, priority, matter.Category, string.Format(CultureInfo.InvariantCulture, zh ? matter.Chinese : matter.English, nr), string.Format(CultureInfo.InvariantCulture, zh ? matter.ChineseText : matter.EnglishText, nr), live, [], Custom: Own(type)),
            rules, channel is TicketChannel.Phone or TicketChannel.Onsite ? agent : null, at);
        t.Route(team, new("tickets.reason.category", matter.Category.ToString(CultureInfo.InvariantCulture)), at);
        t.Ask(routing.Of(type, matter.Category, customer.Language, customer.Region));
        var reason = new Reason("tickets.reason.next");
        if (team is { } handed && routing.Automatic.Contains(handed) && Domain.Routing.Judge(t.Needs, t.Prefers, customer.OwnerId, desk.CrewOf(handed, loads)) is [{ Verdict: Eligibility.Chosen } chosen, ..] and var judged)
            (agent, reason) = (chosen.PersonId, Judgement.Reason("tickets.reason.routed", judged));
        Work(t, agent, reason, desk.SupervisorOf(team, agent), zh, nr, low, at);
        foreach (var clock in t.Clocks)
        {
            t.Warn(clock, now);
            t.Breach(clock, rules, now);
            // Who should have heard of it has heard: the first round of the watch must not ring every bell.
            while (t.Escalate(clock, rules, now) is not null) { }
        }
        return t;
    }

    // Who reports a fault knows what is broken, mostly.
    CustomValues Own(TicketType type)
    {
        var values = CustomValues.None;
        if (type == TicketType.Repair && serials.NextDouble() < 0.8) values = values.With("serial_number", string.Create(CultureInfo.InvariantCulture, $"SN-{serials.Next(2022, 2027)}-{serials.Next(100_000, 999_999)}"));
        if (type is TicketType.Repair or TicketType.Suggestion && serials.NextDouble() < 0.7) values = values.With("product_version", Versions[serials.Next(Versions.Length)].Value);
        return values;
    }

    void Work(Ticket t, long agent, Reason reason, long supervisor, bool zh, string nr, List<Ticket> low, DateTimeOffset opened)
    {
        // A few lie about longer than they should, mostly because the customer owes something.
        var age = now - opened;
        var stuck = age < TimeSpan.FromDays(16) && Chance(0.34) ? random.Next(1, 10) : 0;
        var first = t.Clocks.FirstOrDefault(c => c.Kind == ClockKind.FirstResponse);
        var responded = first is { EndedAt: null } ? Within(opened, first.DueAt, 0.93) : opened.AddMinutes(random.Next(5, 90));
        var taken = opened + ((responded - opened) * (0.2 + (random.NextDouble() * 0.6)));
        if (taken > now) return;
        t.Assign(agent, t.TeamId, reason.Key == "tickets.reason.routed" ? null : agent, taken, reason: reason);
        if (responded > now) return;
        t.Reply(zh ? Of(DemoWords.RepliesZh) : Of(DemoWords.Replies), t.Channel, [], rules, agent, responded);
        if (Chance(0.12)) t.Note(Of(DemoWords.Notes), [], agent, Before(responded.AddMinutes(random.Next(2, 30))));

        var due = t.Clocks.FirstOrDefault(c => c.Kind == ClockKind.Resolution)?.DueAt ?? opened.AddDays(2);
        var at = responded;
        if (stuck is > 0 and < 3 && age > TimeSpan.FromHours(12))
        {
            if ((at = at.AddMinutes(random.Next(30, 400))) > now) return;
            t.Wait(TicketStatus.WaitingThirdParty, null, rules, agent, at);
            return;
        }
        if (stuck >= 3)
        {
            if ((at = at.AddMinutes(random.Next(20, 300))) > now) return;
            t.Wait(TicketStatus.WaitingCustomer, null, rules, agent, at);
            return;
        }
        if (Chance(0.42))
        {
            if ((at = at.AddMinutes(random.Next(15, 500))) > now) return;
            t.Wait(TicketStatus.WaitingCustomer, null, rules, agent, at);
            if ((at = at.AddMinutes(random.Next(20, 1500))) > now) return;
            t.Hear(string.Format(CultureInfo.InvariantCulture, zh ? Of(DemoWords.AnswersZh) : Of(DemoWords.Answers), nr), t.Channel, [], rules, null, at);
            var next = t.Clocks.FirstOrDefault(c => c is { Kind: ClockKind.NextResponse, EndedAt: null });
            if ((at = next is null ? at.AddHours(2) : Within(at, next.DueAt, 0.92)) > now) return;
            t.Reply(zh ? Of(DemoWords.RepliesZh) : Of(DemoWords.Replies), t.Channel, [], rules, agent, at);
            due = t.Clocks.FirstOrDefault(c => c.Kind == ClockKind.Resolution)?.DueAt ?? due;
        }
        var solved = Within(at, due > at ? due : at.AddHours(6), 0.94);
        if (solved > now) return;
        t.Resolve(zh ? Of(DemoWords.SolutionsZh) : Of(DemoWords.Solutions), true, random.Next(1, 10), random.Next(10, 17), null, rules, agent, solved);
        if (t.AwaitsReview)
        {
            if ((solved = solved.AddMinutes(random.Next(60, 1300))) > now) return;
            t.Approve(null, null, supervisor, solved);
        }
        Finish(t, low, solved);
    }

    void Finish(Ticket t, List<Ticket> low, DateTimeOffset finished)
    {
        var age = now - finished;
        // Some of the latest and some of the last weeks end in a call back.
        if (low.Count < LowScores && (age < TimeSpan.FromDays(3) ? age > TimeSpan.FromHours(4) && Chance(0.5) : age < TimeSpan.FromDays(45) && low.Count < LowScores - 13 && Chance(0.03)))
        {
            low.Add(t);
            return;
        }
        var answered = finished.AddMinutes(random.Next(30, 4000));
        if (Chance(0.24) && answered <= now) t.Rated(Chance(0.6) ? 5 : 4, false, rules.Flow, answered);
        else if (finished.AddDays(rules.Flow.Of(t.Type).ArchiveDays) is var archived && archived <= now) t.Archive(archived);
    }

    async Task<List<FollowUp>> FollowUps(List<Ticket> low, Desk desk, CancellationToken ct)
    {
        var rows = low.Select((t, i) =>
        {
            var finished = t.FinishedAt!.Value;
            // The latest answers came within the last day or two, so that some call backs are still in time.
            var opened = now - finished < TimeSpan.FromDays(3) ? Later(finished.AddHours(1), now.AddHours(-random.Next(2, 40))) : finished.AddHours(random.Next(2, 20));
            var score = random.Next(1, 4);
            t.Rated(score, true, rules.Flow, opened);
            return FollowUp.Open(i + 1, t.CustomerId, t.Id, score, desk.SupervisorOf(t.TeamId), t.TeamId, new("tickets.followup.reason.team"), opened);
        }).ToList();
        await db.GiveIds(rows, ct);
        foreach (var (row, ticket) in rows.Zip(low))
        {
            ticket.Hold(row.Id);
            Call(row, desk);
            foreach (var attempt in row.Attempts) attempt.FollowUpId = row.Id;
            if (row.ClosedAt is { } closed) ticket.Release(row.Id, null, rules.Flow, closed);
        }
        return rows;
    }

    // The young ones are open, some of them overdue; the older ones are done.
    void Call(FollowUp row, Desk desk)
    {
        var age = now - row.OpenedAt;
        var by = row.OwnerId ?? desk.Anybody;
        if (age > TimeSpan.FromHours(8)) row.Try(AttemptChannel.Phone, false, null, by, row.OpenedAt.AddHours(5));
        if (age < TimeSpan.FromDays(2)) return;
        if (Chance(0.15))
        {
            row.Try(AttemptChannel.Phone, false, null, by, row.OpenedAt.AddHours(22));
            row.Try(AttemptChannel.Email, false, null, by, row.OpenedAt.AddHours(47));
            row.GiveUp("三次联系未果 / three attempts without an answer", zone.DayOf, by, row.OpenedAt.AddHours(48));
        }
        else
        {
            row.Try(AttemptChannel.Phone, true, "客户表示等待时间过长 / the customer waited too long", by, row.OpenedAt.AddHours(20));
            row.Close(random.Next(1, 10), "已向客户致歉并安排专人跟进 / apologised, a named colleague takes care", by, row.OpenedAt.AddHours(21));
            AskAgain(row, by);
        }
    }

    // Asked again after three days, half of them answer; most of these are content, some come back once more.
    void AskAgain(FollowUp row, long by)
    {
        var answered = row.OpenedAt.AddDays(4);
        if (answered > now || row.ResponseId % 2 == 0) return;
        var low = row.ResponseId % 9 == 0;
        if (!row.AnsweredAgain(low ? 2 : 4, low, answered) || answered.AddHours(20) > now) return;
        row.Try(AttemptChannel.Visit, true, "上门沟通 / spoken with on site", by, answered.AddHours(18));
        row.Close(1, "更换产品并回访确认 / product replaced, confirmed by a call", by, answered.AddHours(20));
    }

    // More towards today, and in the hours in which people write.
    DateTimeOffset CreatedAt()
    {
        var day = zone.DayOf(now).AddDays(-(int)(365 * Math.Pow(random.NextDouble(), 1.15)));
        var hour = Chance(0.9) ? 8 + (random.NextDouble() * 12) : random.NextDouble() * 24;
        var at = zone.StartOf(day).AddHours(hour);
        return at <= now ? at : now.AddMinutes(-random.Next(3, 600));
    }

    // Mostly in time; what is late is late by up to as much again.
    DateTimeOffset Within(DateTimeOffset from, DateTimeOffset due, double inTime) =>
        from + ((due - from) * (Chance(inTime) ? 0.05 + (random.NextDouble() * 0.85) : 1.05 + random.NextDouble()));

    static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    DateTimeOffset Before(DateTimeOffset at) => at <= now ? at : now;

    bool Chance(double p) => random.NextDouble() < p;

    int Pick(int count) => random.Next(count);

    T Of<T>(IReadOnlyList<T> choices) => choices[random.Next(choices.Count)];

    /// <summary>Who works where.</summary>
    sealed class Desk
    {
        readonly Dictionary<long, long?> teamOfCategory = [];
        readonly Dictionary<long, List<long>> agents = [];
        readonly Dictionary<long, long?> supervisors = [];

        /// <summary>Somebody who may work, where a team has nobody.</summary>
        public long Anybody { get; private init; }

        List<long> everybody = [];
        IReadOnlyDictionary<long, StaffFacts> people = null!;

        public static async Task<Desk> Of(TicketsDb db, IStaffDirectory staff, CancellationToken ct)
        {
            var (people, teams, workers) = (await staff.Everyone(ct), await staff.Teams(ct), await staff.HoldersOf("tickets.write", ct));
            if (workers.Count == 0) throw new InvalidOperationException("Nobody may work on tickets: load the demo staff first.");
            var desk = new Desk { Anybody = workers.Min(), everybody = [.. workers.Order()], people = people };
            var categories = await db.Categories.AsNoTracking().ToDictionaryAsync(c => c.Id, ct);
            foreach (var category in categories.Values) desk.teamOfCategory[category.Id] = category.TeamId ?? (category.ParentId is { } p ? categories[p].TeamId : null);
            foreach (var team in teams.Values)
            {
                desk.supervisors[team.Id] = team.SupervisorId;
                var members = workers.Where(w => people[w].TeamIds.Contains(team.Id)).Order().ToList();
                desk.agents[team.Id] = members.Count > 1 ? [.. members.Where(m => m != team.SupervisorId)] : members;
            }
            return desk;
        }

        public long? TeamOf(long category) => teamOfCategory.GetValueOrDefault(category);

        public IReadOnlyList<long> AgentsOf(long? team) => team is { } t && agents.GetValueOrDefault(t) is { Count: > 0 } members ? members : everybody;

        /// <summary>The team as it may have stood on some day.</summary>
        public IReadOnlyList<Worker> CrewOf(long team, Random random) =>
            [.. AgentsOf(team).Select(id => people[id]).Select(p => new Worker(p.Id, Skills.Of(p.Skills, p.Regions), p.Capacity, random.Next(0, p.Capacity + 1), random.Next(12) > 0, null, null))];

        public long? SupervisorOf(long? team) => team is { } t ? supervisors.GetValueOrDefault(t) : null;

        /// <summary>Who reviews: the team's supervisor, unless they did the work themselves.</summary>
        public long SupervisorOf(long? team, long agent) => SupervisorOf(team) is { } s && s != agent ? s : everybody.First(e => e != agent);
    }
}
