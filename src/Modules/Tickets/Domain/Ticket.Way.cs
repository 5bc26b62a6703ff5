using Crm.Contracts.Customers;
using Crm.Contracts.Tickets;
using Crm.Platform.Fields;
using Crm.Platform.UseCases;

namespace Crm.Tickets.Domain;

/// <summary>What the rules of its type make of a ticket: what must be known before a step, who takes it, how long it can come back.</summary>
internal sealed partial class Ticket : ICustom
{
    /// <summary>What it holds in the fields an administrator has defined.</summary>
    public CustomValues Custom { get; private set; } = CustomValues.None;

    /// <summary>Work is done and a supervisor has yet to look at it. Whether one does was decided when it was resolved.</summary>
    public bool AwaitsReview => Status == TicketStatus.Resolved && ReviewDueAt is not null;

    /// <summary>Nobody can open it again: what the customer says now begins a new ticket.</summary>
    public bool IsOver(SlaRules sla, DateTimeOffset at) => Status is TicketStatus.Archived or TicketStatus.Merged ||
        (!IsOpen && HeldById is null && FinishedAt is { } finished && at > finished.AddDays(sla.Flow.Of(Type).ReopenDays));

    /// <summary>Whether somebody is among those who take a step.</summary>
    public static bool MayTake(StepBy by, long? ownerId, long? teamId, long? who, IEnumerable<long> teams) => by switch
    {
        StepBy.Anyone => true,
        // What nobody has, whoever may work on it takes up by taking the step.
        StepBy.Assignee => ownerId is null || ownerId == who,
        _ => ownerId == who || (teamId is { } team ? teams.Contains(team) : ownerId is null),
    };

    /// <summary>Fills in fields of one's own.</summary>
    public void Fill(CustomValues values, FlowRules flow, long? by, DateTimeOffset at)
    {
        if (values.Equals(Custom)) return;
        // The history names the fields; what they held is in the audit trail, under the customer's key.
        Log(HistoryKind.Fields, null, string.Join(' ', values.Keys.Union(Custom.Keys).Where(key => !Same(key, values, Custom))), by, at);
        Keep(values, flow);
    }

    void Keep(CustomValues values, FlowRules flow)
    {
        foreach (var field in flow.Fields.Where(f => f.Kind == FieldKind.Text && !Same(f.Key, values, Custom)))
            if (values[field.Key] is string text) AddWords(text);
        Custom = values;
    }

    static bool Same(string key, CustomValues one, CustomValues other) => CustomValues.None.With(key, one[key]).Equals(CustomValues.None.With(key, other[key]));

    /// <summary>The customer goes on about what is over: a new ticket in the same team's queue, with what is known of the old one.</summary>
    /// <param name="level">The customer's, and <paramref name="tier"/>, as they are now.</param>
    public static Ticket GoOnFrom(Ticket over, CustomerWords said, CustomerLevel level, string? tier, SlaRules sla, long? by, DateTimeOffset at)
    {
        var ticket = Open(new(over.CustomerId, over.ContactId, level, over.Type, said.Channel, over.Priority, over.CategoryId, over.Subject, said.Body, said.LiveCall, said.Files, tier, said.Key, over.Custom), sla, by, at);
        ticket.Route(over.TeamId, new("tickets.reason.goes_on", over.Name), at);
        return ticket;
    }

    /// <summary>Puts down where the customer's matter goes on.</summary>
    public void GoesOnIn(Ticket ticket, long? by, DateTimeOffset at) => Log(HistoryKind.GoesOn, null, ticket.Name, by, at);

    /// <summary>Nobody works on it who was not given it, or took it, where the type says so.</summary>
    void DemandOwner(SlaRules sla)
    {
        if (OwnerId is null && sla.Flow.Of(Type).Assignment) throw new RuleException("tickets.rule.assign_first");
    }
}

/// <summary>What a customer said, however it reached us.</summary>
/// <param name="Key">Names the words where their sender already does; the same key is stored once.</param>
internal sealed record CustomerWords(string Body, TicketChannel Channel, IReadOnlyList<Guid> Files, bool LiveCall = false, Guid? Key = null);
