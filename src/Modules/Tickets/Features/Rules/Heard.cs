using Crm.Contracts.Tickets;
using Crm.Tickets.Domain;

namespace Crm.Tickets.Features.Rules;

/// <summary>Something on a ticket that rules may want to hear of.</summary>
internal sealed record Heard(long TicketId, IReadOnlyList<RuleTrigger> Triggers, DateTimeOffset At)
{
    public RuleChain Chain { get; init; } = RuleChain.None;
    public IReadOnlyList<ClockKind> Clocks { get; init; } = [];

    /// <summary>What a timed rule counts from.</summary>
    public DateTimeOffset? Moment { get; init; }

    /// <summary>Which words count: those that were just said, else the customer's last.</summary>
    public MessageKind Words => Triggers.Contains(RuleTrigger.Replied) ? MessageKind.Reply : Triggers.Contains(RuleTrigger.Noted) ? MessageKind.Note : MessageKind.Customer;
}
