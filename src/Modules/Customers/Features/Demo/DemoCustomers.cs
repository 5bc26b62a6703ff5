using System.Globalization;
using System.Reflection;
using Crm.Contracts.Customers;
using Crm.Contracts.Staff;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Customers.Features.Facts;
using Crm.Customers.Features.Plans;
using Crm.Platform.Data;
using Crm.Platform.Demo;
using Crm.Platform.Time;
using Microsoft.EntityFrameworkCore;
using static Crm.Customers.Features.Demo.DemoNames;

namespace Crm.Customers.Features.Demo;

/// <summary>
/// About 2,000 customers with contacts, purchases, use of services, interactions, to-dos and notes. A few buy often and most seldom, as
/// customers do. Mails end in .test and reach nobody.
/// </summary>
internal sealed class DemoCustomers(CustomersDb db, FactKeeper keeper, ContactPlans plans, IStaffDirectory staff, InstallationZone zone) : IDemoData
{
    const int Count = 2000;
    const int Orders = 9000;
    const int Talks = 3000;

    readonly Random random = DemoWorld.Random("customers");

    /// <summary>For what came later: the customers stay those they were.</summary>
    readonly Random more = DemoWorld.Random("customers more");

    readonly HashSet<string> taken = [];

    // Value classes are known to the modules that copy them when they finish after us.
    public async Task Finish(DemoWorld world, CancellationToken ct) => await keeper.Refresh(await db.Customers.OrderBy(c => c.Id).Select(c => c.Id).ToArrayAsync(ct), ct);

    public async Task Load(DemoWorld world, CancellationToken ct)
    {
        var owners = await Owners(ct);
        var agents = (await staff.HoldersOf("customers.write", ct)).Order().ToList();
        var people = await staff.Everyone(ct);

        var numbers = await db.TakeNumbers(Count, ct);
        // Customers come slowly at first and faster lately; half of them were there before the demo year. Numbers follow time.
        var times = numbers.Select((_, i) => world.Now.AddDays(-(i % 2 == 0 ? 365 + random.Next(900) : random.Next(365))).AddMinutes(-random.Next(1, 1440))).Order().ToList();
        var customers = numbers.Order().Select((number, i) => Someone(number, times[i], world.Now, owners)).ToList();
        var contacts = new List<(Customer Customer, Contact Contact)>();
        foreach (var customer in customers.Where(c => c.Kind == CustomerKind.Organisation))
            for (var i = random.Next(100) < 55 ? 1 : random.Next(100) < 60 ? 2 : 0; i > 0; i--)
                contacts.Add((customer, customer.AddContact(Person(customer.Language == "en"), customer.OwnerId, customer.CreatedAt)));

        var purchases = Shopping(customers, world.Now);
        await db.GiveIds(customers, ct);
        foreach (var (customer, contact) in contacts) Link(contact, "CustomerId", customer.Id);
        var allContacts = contacts.ConvertAll(c => c.Contact);
        await db.GiveIds(allContacts, ct);
        foreach (var customer in customers)
        {
            foreach (var point in customer.Points) Link(point, "CustomerId", customer.Id);
            foreach (var contact in customer.Contacts) foreach (var point in contact.Points) Link(point, "ContactId", contact.Id);
        }
        var orders = purchases.ConvertAll(p => Purchase.Record(p.Customer.Id, p.Order, first: false, tell: false, null, p.Order.PurchasedAt));
        await db.GiveIds(orders, ct);
        foreach (var order in orders)
        {
            foreach (var item in order.Items) Link(item, "PurchaseId", order.Id);
            if (random.Next(100) >= 3) continue;
            order.GiveBack(random.Next(2) == 0 ? order.Goods : decimal.Round(order.Goods / 2, 2), "七天无理由退货", null, Min(order.PurchasedAt.AddDays(4), world.Now));
            Link(order.Refunds[0], "PurchaseId", order.Id);
        }
        var (talks, toDos, notes) = Talking(customers, agents, people, world.Now);
        await db.GiveIds(talks, ct);
        foreach (var talk in talks) foreach (var toDo in talk.ToDos) Link(toDo, "InteractionId", talk.Id);

        // Some of those waiting were looked at and turned away.
        var decisions = customers.Where(c => c.Admission == Admission.Pending).Where((_, i) => i % 8 == 0)
            .Select(c => c.Decide(Admission.Rejected, [], [], c.Language == "en" ? "The number belongs to nobody we could reach." : "电话多次无人接听，无法核实。", null, Min(c.CreatedAt.AddDays(2), world.Now))).ToList();
        await db.GiveIds(decisions, ct);

        await db.CopyIn(customers, ct);
        await db.CopyIn(decisions, ct);
        await db.CopyIn(allContacts, ct);
        await db.CopyIn(customers.SelectMany(c => c.Points).ToList(), ct);
        await db.CopyIn(allContacts.SelectMany(c => c.Points).ToList(), ct);
        await db.CopyIn(orders, ct);
        await db.CopyIn(orders.SelectMany(o => o.Items).ToList(), ct);
        await db.CopyIn(orders.SelectMany(o => o.Refunds).ToList(), ct);
        await db.CopyIn(talks, ct);
        await db.CopyIn(toDos, ct);
        await db.CopyIn(notes, ct);
        await db.CopyIn(Using(customers, world.Now), ct);
        await keeper.Date([.. customers.Select(c => c.Id)], ct);
        await plans.Keep(null, ct);
        // A plan that has run for a while: of every three customers not spoken to for long one has been missed, by up to a month.
        await db.Database.ExecuteSqlAsync($"""
            update customers.to_dos set created_at = created_at - interval '40 days', due_at = created_at - make_interval(days => 1 + (customer_id % 30)::int), overdue_told_at = created_at
            where planned_from is not null and closed_at is null and planned_from < created_at - interval '40 days' and customer_id % 3 = 0
            """, ct);
    }

    /// <summary>Owners in proportion: account managers hold most customers, service teams some, a tenth belongs to nobody yet.</summary>
    async Task<List<(long? Owner, long? Team)>> Owners(CancellationToken ct)
    {
        var people = (await staff.Everyone(ct)).Values.Where(p => p.Active && p.TeamIds.Count > 0).OrderBy(p => p.Id).ToList();
        var teams = await staff.Teams(ct);
        var list = new List<(long?, long?)>();
        foreach (var person in people)
        {
            var weight = teams.TryGetValue(person.TeamIds[0], out var team) && team.Code == "accounts" ? 12 : team?.Code == "research" ? 0 : 3;
            list.AddRange(Enumerable.Repeat<(long?, long?)>((person.Id, person.TeamIds[0]), weight));
        }
        list.AddRange(Enumerable.Repeat<(long?, long?)>((null, null), Math.Max(1, list.Count / 10)));
        return list;
    }

    Customer Someone(long number, DateTimeOffset created, DateTimeOffset now, List<(long? Owner, long? Team)> owners)
    {
        var english = random.Next(100) < 30;
        var organisation = random.Next(100) < 30;
        var region = Pick(Regions);
        var name = organisation ? Firm(english, region.Chinese) : Name(english);
        var (owner, team) = Pick(owners);
        var points = new List<PointValue>();
        if (random.Next(100) < 96) points.Add(new(PointKind.Phone, Phone(english, organisation), organisation ? null : random.Next(3) == 0 ? english ? "work" : "工作" : null, Primary: true, Invalid: random.Next(100) < 2, OptedOut: random.Next(100) < 3));
        if (random.Next(100) < 72) points.Add(new(PointKind.Email, $"{(organisation ? "info" : "c")}{number}@{(english ? "mail" : "post")}.test", Primary: true, OptedOut: random.Next(100) < 5));
        if (random.Next(100) < 40) points.Add(Address(english, region.Chinese));
        var profile = new Profile(
            organisation ? CustomerKind.Organisation : CustomerKind.Individual, name, organisation || random.Next(100) < 25 ? Pick(Industries) : null,
            organisation ? Pick(Enum.GetValues<CustomerSize>()) : null, english && random.Next(100) < 20 ? Pick(new[] { "United Kingdom", "Germany", "Singapore" }) : region.Chinese,
            random.Next(100) switch { < 5 => CustomerLevel.Vip, < 18 => CustomerLevel.Key, _ => CustomerLevel.Normal }, owner, team, Pick(Enum.GetValues<SourceChannel>()),
            english ? "en" : "zh-CN", english && random.Next(100) < 20 ? "Europe/London" : "Asia/Shanghai", random.Next(100) < 50 ? Pick(Enum.GetValues<PreferredChannel>()) : null,
            random.Next(100) < 60 ? new DateOnly(organisation ? 1990 + random.Next(33) : 1955 + random.Next(50), 1 + random.Next(12), 1 + random.Next(28)) : null,
            random.Next(100) < 35 ? [Pick(Tags), Pick(Tags)] : [], points);
        var customer = Customer.Register(number, profile, random.Next(100) < 3 ? Admission.Pending : Admission.Admitted, null, owner, created);
        var reviewed = now.AddDays(-random.Next(115));
        if (reviewed > created) customer.Reviewed(owner, reviewed);
        return customer;
    }

    /// <summary>Most in parts, and some as they came from elsewhere, in one line.</summary>
    PointValue Address(bool english, string region)
    {
        var (house, family) = (random.Next(1, english ? 200 : 300), Pick(EnglishFamilies));
        var (city, country, code) = EnglishCities[more.Next(EnglishCities.Length)];
        var at = Streets[region];
        var address = english ? PostalAddress.Of(country, null, city, null, $"{house} {family} Street", code)! : PostalAddress.Of("CN", at.Province, at.City, at.District, $"{at.Street}{house}号", at.Code)!;
        return more.Next(4) == 0 ? new(PointKind.Address, address.Line()) : PointValue.At(address, primary: true);
    }

    ContactProfile Person(bool english) => new(Name(english), Pick(english ? EnglishTitles : Titles), Pick(Enum.GetValues<DecisionRole>()), english ? "en" : "zh-CN", false,
        [new(PointKind.Phone, Phone(english, organisation: false), Primary: true), new(PointKind.Email, $"p{taken.Count}@{(english ? "mail" : "post")}.test", Primary: true)])
    {
        PreferredChannel = more.Next(2) == 0 ? Enum.GetValues<PreferredChannel>()[more.Next(5)] : null,
        Preferences = more.Next(2) == 0 ? english ? EnglishLikings[more.Next(EnglishLikings.Length)] : Likings[more.Next(Likings.Length)] : null,
    };

    /// <summary>Every third customer uses something, some of them nearly every day.</summary>
    List<Usage> Using(List<Customer> customers, DateTimeOffset now)
    {
        var list = new List<Usage>();
        foreach (var customer in customers.Where(_ => more.Next(3) == 0))
        {
            var (name, unit, most) = Services[more.Next(Services.Length)];
            var days = Math.Min((now - customer.CreatedAt).TotalDays, 365);
            for (var n = 1 + (int)(Math.Pow(more.NextDouble(), 3) * 40); n > 0; n--)
            {
                var at = now.AddDays(-more.NextDouble() * days);
                list.Add(new Usage(customer.Id, new UsageFacts(name, at, more.Next(1, most + 1), unit, "platform", $"U{list.Count + 100001}"), null, at));
            }
        }
        return list;
    }

    List<(Customer Customer, Order Order)> Shopping(List<Customer> customers, DateTimeOffset now)
    {
        // The appetite of a customer: many small ones, few large ones.
        var weights = customers.ConvertAll(c => Math.Pow(random.NextDouble(), 3) * (c.Level == CustomerLevel.Vip ? 4 : c.Level == CustomerLevel.Key ? 2 : 1) + 0.02);
        var total = weights.Sum();
        var list = new List<(Customer, Order)>();
        for (var i = 0; i < customers.Count; i++)
        {
            var customer = customers[i];
            var count = (int)(Orders * weights[i] / total + random.NextDouble());
            for (var n = 0; n < count; n++)
            {
                var since = (now - customer.CreatedAt).TotalDays;
                var at = now.AddDays(-random.NextDouble() * Math.Min(since, 720));
                var lines = new List<OrderLine>();
                for (var k = 1 + random.Next(3); k > 0; k--)
                {
                    var (product, category, price) = Pick(Products);
                    if (lines.Exists(l => l.Product == product)) continue;
                    var quantity = customer.Kind == CustomerKind.Organisation ? 1 + random.Next(8) : 1 + random.Next(2) / 2;
                    lines.Add(new OrderLine(product, quantity, price * quantity, category));
                }
                var goods = lines.Sum(l => l.Amount);
                var discount = random.Next(100) < 25 ? decimal.Round(goods * random.Next(3, 16) / 100m, 2) : 0;
                var tax = decimal.Round((goods - discount) * 13 / 113, 2);
                list.Add((customer, new Order("shop", $"SO{list.Count + 100001}", at, goods, discount, goods < 200 ? 12 : 0, tax, 0, "CNY", lines)));
            }
        }
        return list;
    }

    (List<Interaction> Talks, List<ToDo> ToDos, List<Note> Notes) Talking(List<Customer> customers, List<long> agents, IReadOnlyDictionary<long, StaffFacts> people, DateTimeOffset now)
    {
        var (talks, toDos, notes) = (new List<Interaction>(), new List<ToDo>(), new List<Note>());
        for (var i = 0; i < Talks; i++)
        {
            var customer = customers[random.Next(customers.Count)];
            var at = now.AddDays(-random.NextDouble() * Math.Min((now - customer.CreatedAt).TotalDays, 365));
            var who = customer.OwnerId ?? (agents.Count > 0 ? Pick(agents) : null);
            var english = customer.Language == "en";
            string? Maybe(string[] texts, int percent) => random.Next(100) < percent ? Pick(texts) : null;
            var contact = customer.Contacts.Count > 0 && more.Next(10) < 7 ? customer.Contacts[more.Next(customer.Contacts.Count)].Id : (long?)null;
            var talk = Interaction.Log(customer.Id, new InteractionFacts(contact, at, Pick(Enum.GetValues<InteractionType>()), null, who, english ? Summaries[^(1 + random.Next(4))] : Summaries[random.Next(Summaries.Length - 4)],
                Maybe(Needs, 15), Maybe(Feedbacks, 20), Maybe(Complaints, 6), Maybe(Promises, 15), random.Next(100) switch { < 70 => Outcome.Resolved, < 85 => Outcome.InProgress, _ => Outcome.ToFollowUp }), who, at);
            talks.Add(talk);
            if (who is { } owner && random.Next(100) < 15)
            {
                var due = at.AddDays(random.Next(1, 15));
                var toDo = new ToDo(customer.Id, Pick(DemoNames.ToDos), owner, people.TryGetValue(owner, out var person) && person.TeamIds.Count > 0 ? person.TeamIds[0] : null, due, owner, at);
                if (due < now.AddDays(-3) || random.Next(100) < 20) toDo.Close(Pick(Results), owner, Min(due.AddDays(-1), now));
                talk.Promises(toDo);
                toDos.Add(toDo);
            }
            if (random.Next(100) < 12) notes.Add(new Note(customer.Id, Pick(DemoNames.Notes), who, at));
        }
        // A little work for today, whatever day it is.
        foreach (var agent in agents)
            for (var i = 0; i < 3; i++)
            {
                var customer = customers[random.Next(customers.Count)];
                toDos.Add(new ToDo(customer.Id, Pick(DemoNames.ToDos), agent, people.TryGetValue(agent, out var person) && person.TeamIds.Count > 0 ? person.TeamIds[0] : null, zone.StartOf(zone.DayOf(now)).AddHours(9 + 4 * i), agent, now.AddDays(-2)));
            }
        return (talks, toDos, notes);
    }

    string Name(bool english)
    {
        if (english) return $"{Pick(EnglishGivens)} {Pick(EnglishFamilies)}";
        return Pick(Families) + Pick(Givens);
    }

    string Firm(bool english, string region)
    {
        for (var i = 0; ; i++)
        {
            var name = english ? $"{Pick(EnglishFirmFirst)} {Pick(EnglishFirmSecond)} {Pick(EnglishFirmEnd)}" : $"{region}{Pick(FirmFirst)}{Pick(FirmSecond)}{Pick(FirmEnd)}";
            if (taken.Add(name) || i > 50) return name;
        }
    }

    string Phone(bool english, bool organisation)
    {
        for (; ; )
        {
            var digits = random.Next(10_000).ToString("D4", CultureInfo.InvariantCulture);
            var phone = english && random.Next(3) == 0 ? $"+44 20 7946 0{digits[..3]}"
                : organisation && random.Next(3) == 0 ? $"+86 {Pick(new[] { "10", "21", "755", "571" })} 8000 {digits}"
                : $"+86 {Pick(new[] { "138", "139", "150", "166", "177", "186", "199" })} 0000 {digits}";
            if (taken.Add(phone)) return phone;
        }
    }

    T Pick<T>(IReadOnlyList<T> from) => from[random.Next(from.Count)];

    static DateTimeOffset Min(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    /// <summary>Rows that are copied in are linked here, since nobody loads them through EF.</summary>
    static void Link(Entity row, string property, long id) => Setters.GetOrAdd((row.GetType(), property), static key => key.Item1.GetProperty(key.Item2)!.SetMethod ?? key.Item1.GetProperty(key.Item2)!.GetSetMethod(nonPublic: true)!).Invoke(row, [id]);

    static readonly System.Collections.Concurrent.ConcurrentDictionary<(Type, string), MethodInfo> Setters = [];
}
