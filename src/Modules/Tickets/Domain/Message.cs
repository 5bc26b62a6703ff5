using Crm.Contracts.Tickets;

namespace Crm.Tickets.Domain;

/// <summary>Who speaks to whom: the customer to us, we to the customer, or colleagues among themselves.</summary>
internal enum MessageKind { Customer, Reply, Note }

/// <summary>Something said on a ticket, in Markdown.</summary>
internal sealed class Message
{
    Message() { }

    internal Message(MessageKind kind, string body, TicketChannel channel, long? by, DateTimeOffset at, IReadOnlyList<Guid> files, DateTimeOffset? leavesAt, Guid? publicId) =>
        (PublicId, Kind, Body, Channel, ById, At, this.files, LeavesAt) = (publicId ?? Guid.CreateVersion7(at), kind, body, channel, by, at, [.. files.Distinct().Select(f => new MessageFile(f))], leavesAt);

    public long Id { get; private set; }
    /// <summary>Names the message outside, before it has an id: keys of mails.</summary>
    public Guid PublicId { get; private set; }
    public long TicketId { get; internal set; }
    public MessageKind Kind { get; private set; }
    public string Body { get; private set; } = "";
    public TicketChannel Channel { get; private set; }
    /// <summary>Who wrote it or, for a customer's words, who put them down; null when they came in by themselves.</summary>
    public long? ById { get; private set; }
    public DateTimeOffset At { get; private set; }

    /// <summary>When what goes to the customer with it goes; until then its writer may take it back. Null: it went at once.</summary>
    public DateTimeOffset? LeavesAt { get; private set; }

    /// <summary>When it was taken back before it left, and by whom. It stays in the story; no customer has seen it.</summary>
    public DateTimeOffset? WithdrawnAt { get; private set; }
    public long? WithdrawnById { get; private set; }

    /// <summary>A person has answered the customer, and it stands.</summary>
    public bool Answers => Kind == MessageKind.Reply && ById is not null && WithdrawnAt is null;

    internal void Withdraw(long by, DateTimeOffset at) => (WithdrawnById, WithdrawnAt) = (by, at);

    readonly List<MessageFile> files = [];

    /// <summary>Attachments.</summary>
    public IReadOnlyList<MessageFile> Files => files;

    internal void Forget()
    {
        Body = Ticket.Erased;
        files.Clear();
    }
}

/// <summary>A file that came with a message. The row keeps the file alive: what no row refers to is swept away.</summary>
internal sealed class MessageFile
{
    MessageFile() { }

    internal MessageFile(Guid fileId) => FileId = fileId;

    public long Id { get; private set; }
    public long MessageId { get; internal set; }
    public Guid FileId { get; private set; }
}

/// <summary>What changed.</summary>
internal enum HistoryKind { Status, Assignee, Team, Type, Priority, Category, Merged, TookOver, SplitFrom, SplitOff, Linked, Tags, SubTask, SubTaskDone, SubTaskWithdrawn, Level, Rule, Fields, GoesOn }

/// <summary>Who changed what on a ticket, when, from what to what, and why. Never changed, but for erasure of the words.</summary>
internal sealed class HistoryRow
{
    HistoryRow() { }

    internal HistoryRow(HistoryKind kind, string? from, string? to, long? by, DateTimeOffset at, string? note, Reason? reason) =>
        (Kind, From, To, ById, At, Note, Reason, ReasonArgs) = (kind, from, to, by, at, string.IsNullOrWhiteSpace(note) ? null : note.Trim(), reason?.Key, reason?.Args ?? []);

    public long Id { get; private set; }
    public long TicketId { get; internal set; }
    public HistoryKind Kind { get; private set; }
    /// <summary>Name of the state, id of person, team or category, number of a ticket, or tags.</summary>
    public string? From { get; private set; }
    public string? To { get; private set; }
    /// <summary>Null: the machine.</summary>
    public long? ById { get; private set; }
    public DateTimeOffset At { get; private set; }
    /// <summary>Words typed by a person.</summary>
    public string? Note { get; private set; }
    /// <summary>Resource key of the machine's reason.</summary>
    public string? Reason { get; private set; }
    public string[] ReasonArgs { get; private set; } = [];

    internal void Forget() => Note = null;
}
