using Crm.Contracts.Customers;
using Crm.Contracts.Tickets;
using Crm.Platform.Data;
using Crm.Tickets.Domain;

namespace Crm.Tests.Tickets.Domain;

/// <summary>Policies, calendars and settings for tests of the domain.</summary>
internal static class Sla
{
    public const long Standard = 1, Berlin = 2;

    static long lastPolicy = 100;

    public static SlaPolicy Policy(TicketType? type = null, TicketChannel? channel = null, CustomerLevel? level = null, string? first = null, string? next = null, string? resolution = null, int percent = 100, TicketPriority? priority = null, string? tier = null, long? category = null, int position = 1, long? calendar = null, bool active = true)
    {
        var policy = Known(new SlaPolicy("p", "p", position), Interlocked.Increment(ref lastPolicy));
        policy.Rename("p", "p", active);
        policy.SetConditions(type, priority, channel, level, tier, category);
        policy.SetTargets(Read(first), Read(next), Read(resolution), percent, calendar);
        return policy;

        static Target? Read(string? text) => text is null ? null : Target.Parse(text);
    }

    public static Calendar Calendar(long id, string zone, string slots, params (DateOnly Date, string Slots)[] days)
    {
        var calendar = Known(new Calendar("Calendar " + id, zone, [slots, slots, slots, slots, slots, "", ""]), id);
        foreach (var (date, own) in days) calendar.SetDay(date, "Day", own);
        return calendar;
    }

    public static SlaSettings Settings(int warn = 75, bool pauseOnThirdParty = false, params EscalationStep[] steps)
    {
        var settings = SlaSettings.Shipped();
        settings.Change(warn, pauseOnThirdParty, Standard, steps);
        return settings;
    }

    public static readonly SlaPolicy[] Shipped =
    [
        Policy(TicketType.Complaint, first: "2h", next: "4h", resolution: "48h"), Policy(TicketType.Repair, first: "4h", next: "8h", resolution: "24h"), Policy(TicketType.Inquiry, first: "24h", next: "24h", resolution: "48h"),
        Policy(TicketType.Suggestion, first: "24h", resolution: "10wd"), Policy(channel: TicketChannel.Phone, first: "15min"), Policy(channel: TicketChannel.Email, first: "24h"),
        Policy(priority: TicketPriority.High, resolution: "48h"), Policy(level: CustomerLevel.Vip, percent: 50),
    ];

    public static SlaRules Rules(IEnumerable<SlaPolicy>? policies = null, SlaSettings? settings = null, IEnumerable<Calendar>? calendars = null, Dictionary<long, long?>? parents = null, FlowRules? flow = null) =>
        new(policies ?? Shipped, (calendars ?? [Calendar(Standard, "Asia/Shanghai", "09:00-18:00"), Calendar(Berlin, "Europe/Berlin", "09:00-17:00")]).Select(c => new SlaCalendar(c)), settings ?? Settings(), parents ?? []) { Flow = flow ?? FlowRules.Shipped };

    static T Known<T>(T row, long id) where T : Entity
    {
        row.Identify(id);
        return row;
    }
}
