using Crm.Contracts.Tickets;
using Crm.Platform.UseCases;

namespace Crm.Tickets.Domain;

/// <summary>Why a machine decided something: a resource key and what is put into its sentence.</summary>
internal sealed record Reason(string Key, params string[] Args);

internal sealed partial class Ticket
{
    /// <summary>Puts a new ticket into a team's queue.</summary>
    public void Route(long? teamId, Reason reason, DateTimeOffset at)
    {
        if (teamId == TeamId) return;
        Log(HistoryKind.Team, Text(TeamId), Text(teamId), null, at, reason: reason);
        TeamId = teamId;
    }

    /// <summary>Gives the ticket to a person, or back to a team's queue when <paramref name="assigneeId"/> is null.</summary>
    public void Assign(long? assigneeId, long? teamId, long? by, DateTimeOffset at, string? note = null, Reason? reason = null)
    {
        if (!IsOpen) throw new RuleException("tickets.rule.not_open");
        if (teamId != TeamId)
        {
            Log(HistoryKind.Team, Text(TeamId), Text(teamId), by, at, note, reason);
            Changed(TicketChange.Team, at);
        }
        TeamId = teamId;
        if (assigneeId == OwnerId) return;
        Changed(TicketChange.Assignee, at);
        Log(HistoryKind.Assignee, Text(OwnerId), Text(assigneeId), by, at, note, reason);
        var previous = OwnerId;
        OwnerId = assigneeId;
        // What nobody has waits in the queue, however far it had come.
        if (assigneeId is null && Status is TicketStatus.Assigned or TicketStatus.InProgress) Move(TicketStatus.Created, by, at);
        else if (assigneeId is not null && Status == TicketStatus.Created) Move(TicketStatus.Assigned, by, at);
        Raise(() => new TicketAssigned(Id, CustomerId, assigneeId, previous, TeamId, at));
    }

    // Who works on a ticket that nobody has, has it. The machine works on nothing.
    void TakeUp(long? by, DateTimeOffset at)
    {
        if (OwnerId is null && by is not null) Assign(by, TeamId, by, at, reason: new("tickets.reason.took_up"));
    }
}
