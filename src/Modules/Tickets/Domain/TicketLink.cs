using Crm.Platform.Data;

namespace Crm.Tickets.Domain;

/// <summary>How two tickets belong together: the first is the parent of the second, both are about the same, the second was split off the first, or goes on where the first is over.</summary>
internal enum LinkKind { Parent, Related, Split, GoesOn }

/// <summary>Two tickets that belong together.</summary>
internal sealed class TicketLink : Entity, IAudited
{
    TicketLink() { }

    public TicketLink(long fromId, long toId, LinkKind kind, long? by, DateTimeOffset at) => (FromId, ToId, Kind, ById, At) = (fromId, toId, kind, by, at);

    public long FromId { get; private set; }
    public long ToId { get; private set; }
    public LinkKind Kind { get; private set; }
    public long? ById { get; private set; }
    public DateTimeOffset At { get; private set; }
}

/// <summary>Somebody who wants to hear of what happens on a ticket.</summary>
internal sealed class Watcher
{
    public long TicketId { get; init; }
    public long StaffId { get; init; }
    public long? ById { get; init; }
    public DateTimeOffset At { get; init; }
}
