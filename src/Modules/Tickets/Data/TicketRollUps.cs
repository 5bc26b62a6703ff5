using Crm.Contracts.Tickets;
using Crm.Platform.Facts;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Data;

/// <summary>Of a day: tickets opened and resolved, and promises due that were kept or broken, by team, assignee, type and channel.</summary>
internal sealed class TicketDay : DailyRow
{
    public TicketType Type { get; init; }
    public TicketChannel Channel { get; init; }
    public long Opened { get; init; }
    public long Resolved { get; init; }
    public long FirstMet { get; init; }
    public long FirstLate { get; init; }
    public long NextMet { get; init; }
    public long NextLate { get; init; }
    public long ResolutionMet { get; init; }
    public long ResolutionLate { get; init; }
}

/// <summary>Tickets opened on a day, by team, assignee and category.</summary>
internal sealed class TicketCategoryDay : DailyRow
{
    public long? CategoryId { get; init; }
    public long Opened { get; init; }
}

/// <summary>
/// How the roll-ups follow from tickets and clocks. A ticket counts for the team and the person who have it now, as the
/// lists behind the figures do. A merged ticket was opened all the same; its clocks are cancelled and count for nothing.
/// </summary>
internal static class TicketRollUps
{
    const string Keys = "r.team_id, r.owner_id, r.type, r.channel";

    static readonly Fact Clocks = new("{rows} r join tickets.clocks c on c.ticket_id = r.id", "c.due_at", Keys, "c.state in ('met', 'breached')", [.. ByKind()]);

    public static IReadOnlyList<DailyFacts> All { get; } =
    [
        new(typeof(TicketDay), [nameof(TicketDay.Type), nameof(TicketDay.Channel)],
            new FactSource("tickets.tickets", ["created_at", "resolved_at", "team_id", "owner_id", "type", "channel"],
                new("{rows} r", "r.created_at", Keys, "true", ("opened", "1")),
                new("{rows} r", "r.resolved_at", Keys, "r.resolved_at is not null", ("resolved", "1")),
                Clocks),
            new FactSource("tickets.clocks", ["ticket_id", "kind", "state", "due_at"],
                Clocks with { From = "{rows} c join tickets.tickets r on r.id = c.ticket_id" }) { Whole = false }),
        new(typeof(TicketCategoryDay), [nameof(TicketCategoryDay.CategoryId)],
            new FactSource("tickets.tickets", ["created_at", "team_id", "owner_id", "category_id"],
                new Fact("{rows} r", "r.created_at", "r.team_id, r.owner_id, r.category_id", "true", ("opened", "1")))),
    ];

    public static void Map(ModelBuilder model)
    {
        model.DailyRows<TicketDay>("ticket_days");
        model.DailyRows<TicketCategoryDay>("ticket_category_days");
    }

    static IEnumerable<(string, string)> ByKind()
    {
        foreach (var (name, kind) in new[] { ("first", "first_response"), ("next", "next_response"), ("resolution", "resolution") })
            foreach (var (column, state) in new[] { ("met", "met"), ("late", "breached") })
                yield return ($"{name}_{column}", $"(c.kind = '{kind}' and c.state = '{state}')::int");
    }
}
