using Crm.Contracts.Tickets;
using Crm.Platform.Events;
using Crm.Tickets.Domain;

namespace Crm.Tickets.Features.Rules;

/// <summary>Rules hear of what happened once it is stored, never within the request, and each time once.</summary>
internal sealed class WhenTicketChanges(RuleRunner rules) : IHandleMany<TicketOpened>, IHandleMany<TicketChanged>
{
    public Task HandleMany(IReadOnlyList<TicketOpened> happened, CancellationToken ct) =>
        rules.Run([.. happened.Select(h => new Heard(h.TicketId, [RuleTrigger.Opened], h.At))], ct);

    public Task HandleMany(IReadOnlyList<TicketChanged> happened, CancellationToken ct) =>
        rules.Run([.. happened.Select(h => new Heard(h.TicketId, [.. h.What.Select(RuleBook.TriggerOf)], h.At) { Clocks = h.Clocks, Chain = new RuleChain(h.ByRules, h.Depth) })], ct);
}
