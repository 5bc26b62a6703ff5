namespace Crm.Tickets.Domain;

/// <summary>What a person has begun to write on a ticket and not sent, one of each kind, with the files they have put to it. Kept until it is sent, thrown away, or the ticket is at its end.</summary>
internal sealed class Draft
{
    public const int MostFiles = 10;

    Draft() { }

    public Draft(long ticketId, long staffId, MessageKind kind) => (TicketId, StaffId, Kind) = (ticketId, staffId, kind);

    public long TicketId { get; private set; }
    public long StaffId { get; private set; }
    public MessageKind Kind { get; private set; }
    public string Text { get; private set; } = "";
    public Guid[] Files { get; private set; } = [];
    public DateTimeOffset At { get; private set; }

    public bool IsEmpty => Text.Length == 0 && Files.Length == 0;

    public void Write(string text, DateTimeOffset at) => (Text, At) = (text.Trim().Length == 0 ? "" : text, at);

    public void Attach(Guid file, DateTimeOffset at) => (Files, At) = ([.. Files, file], at);

    public void Detach(Guid file, DateTimeOffset at) => (Files, At) = ([.. Files.Where(f => f != file)], at);

    /// <summary>A message that was taken back is what one goes on writing at; what has been begun meanwhile follows it.</summary>
    public void TakeBack(Message message, DateTimeOffset at)
    {
        Text = Text.Length == 0 ? message.Body : message.Body + "\n\n" + Text;
        (Files, At) = ([.. message.Files.Select(f => f.FileId).Union(Files).Take(MostFiles)], at);
    }
}

/// <summary>Who has a ticket open, told by their page every few seconds; silence means that they left.</summary>
internal sealed class Presence
{
    /// <summary>After so long without a word somebody is no longer there.</summary>
    public static readonly TimeSpan Stale = TimeSpan.FromSeconds(30);

    /// <summary>Nobody pauses longer between two keys and still counts as typing.</summary>
    public static readonly TimeSpan TypingFor = TimeSpan.FromSeconds(8);

    Presence() { }

    public long TicketId { get; private set; }
    public long StaffId { get; private set; }
    public DateTimeOffset SeenAt { get; private set; }
    public DateTimeOffset? TypingAt { get; private set; }
}

/// <summary>A colleague was named in a note.</summary>
internal sealed class Mention
{
    Mention() { }

    internal Mention(Message message, long staffId) => (Message, StaffId, At) = (message, staffId, message.At);

    public long Id { get; private set; }
    public long TicketId { get; private set; }
    public long MessageId { get; private set; }
    public Message Message { get; private set; } = null!;
    public long StaffId { get; private set; }
    public DateTimeOffset At { get; private set; }
    public DateTimeOffset? ReadAt { get; private set; }
}

/// <summary>The codes a person last resolved a ticket of a category with: offered first the next time. Category 0: none.</summary>
internal sealed class Habit
{
    Habit() { }

    public long StaffId { get; private set; }
    public long CategoryId { get; private set; }
    public long CauseId { get; private set; }
    public long ResolutionId { get; private set; }
}
