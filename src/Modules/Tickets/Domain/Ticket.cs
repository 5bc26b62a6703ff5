using Crm.Contracts.Customers;
using Crm.Contracts.Tickets;
using Crm.Platform.Data;
using Crm.Platform.Fields;
using Crm.Platform.Privacy;
using Crm.Platform.Search;
using Crm.Platform.UseCases;
using Crm.Platform.Users;

namespace Crm.Tickets.Domain;

/// <summary>Something a customer asked of us. Its behaviours stand in the partial files: flow, people, talk, clocks.</summary>
internal sealed partial class Ticket : Entity, INumbered, IOwned, IAudited, IAboutSubject
{
    public const char Prefix = 'W';
    public const int SubjectLength = 200;
    public const int TextLength = 20_000;

    /// <summary>Stands where no clock runs, so that such tickets sort last.</summary>
    public static readonly DateTimeOffset NoDue = new(9999, 1, 1, 0, 0, 0, TimeSpan.Zero);

    Ticket() { }

    public long Number { get; private set; }
    public string Name => HumanNumber.Format(Prefix, Number);

    long? IAboutSubject.SubjectId => CustomerId;

    public long CustomerId { get; private set; }
    public long? ContactId { get; private set; }
    public TicketChannel Channel { get; private set; }
    public TicketType Type { get; private set; }
    public TicketPriority Priority { get; private set; }
    public long? CategoryId { get; private set; }
    [NotAudited]
    public string Subject { get; private set; } = "";
    public TicketStatus Status { get; private set; }

    /// <summary>The assignee.</summary>
    public long? OwnerId { get; private set; }
    public long? TeamId { get; private set; }

    public long? CauseId { get; private set; }
    public long? ResolutionId { get; private set; }
    /// <summary>Headline score of the customer's answer, 1-5.</summary>
    public int? Satisfaction { get; private set; }

    public long? CreatedById { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset? ResolvedAt { get; private set; }

    /// <summary>Level of the customer when it was last told; VIPs go to the front.</summary>
    public CustomerLevel Level { get; private set; }

    /// <summary>0 for VIPs who wait for us, else 1; with <see cref="NextDueAt"/>, <see cref="Urgency"/> and the id it is the order of every queue.</summary>
    [NotAudited]
    public short QueueRank { get; private set; }

    /// <summary>0 for urgent to 3 for low.</summary>
    [NotAudited]
    public short Urgency { get; private set; }

    /// <summary>Words of subject and messages, made searchable by the database.</summary>
    [NotAudited]
    public string Words { get; private set; } = "";

    readonly List<Message> messages = [];
    readonly List<HistoryRow> history = [];
    readonly List<Clock> clocks = [];

    public IReadOnlyList<Message> Messages => messages;
    public IReadOnlyList<HistoryRow> History => history;
    public IReadOnlyList<Clock> Clocks => clocks;

    /// <summary>What is known when a ticket is opened.</summary>
    internal sealed record Opening(
        long CustomerId, long? ContactId, CustomerLevel Level, TicketType Type, TicketChannel Channel, TicketPriority Priority,
        long? CategoryId, string Subject, string Description, bool LiveCall, IReadOnlyList<Guid> Files, string? Tier = null, Guid? MessageId = null, CustomValues? Custom = null);

    bool whole;

    /// <summary>Opened here and not read from the database: all there is of it is at hand.</summary>
    public bool IsWhole => whole;

    /// <summary>Opens a ticket. Nobody has it yet; <see cref="Route"/> says whose queue it joins.</summary>
    public static Ticket Open(Opening o, SlaRules sla, long? by, DateTimeOffset at)
    {
        var ticket = new Ticket
        {
            CustomerId = o.CustomerId,
            ContactId = o.ContactId,
            Type = o.Type,
            Channel = o.Channel,
            CategoryId = o.CategoryId,
            Tier = o.Tier,
            Subject = o.Subject.Trim(),
            Status = TicketStatus.Created,
            CreatedById = by,
            CreatedAt = at,
            whole = true,
        };
        ticket.Rank(o.Priority, o.Level);
        ticket.Log(HistoryKind.Status, null, nameof(TicketStatus.Created), by, at);
        ticket.AddWords(ticket.Subject);
        ticket.Keep(o.Custom ?? CustomValues.None, sla.Flow);
        ticket.Say(MessageKind.Customer, o.Description, o.Channel, by, at, o.Files, publicId: o.MessageId);
        ticket.StartClocks(sla, o.LiveCall && by is not null && o.Channel == TicketChannel.Phone, at);
        ticket.Raise(() => new TicketOpened(ticket.Id, ticket.CustomerId, ticket.Type, ticket.Channel, ticket.Priority, ticket.TeamId, at));
        return ticket;
    }

    /// <summary>What may be corrected afterwards.</summary>
    public void Describe(string subject, TicketType type, TicketPriority priority, long? categoryId, long? contactId, SlaRules sla, long? by, DateTimeOffset at)
    {
        if (Status is TicketStatus.Archived or TicketStatus.Merged) throw new RuleException("tickets.rule.closed");
        // Whether a review is due was decided when it was resolved.
        if (Type != type && !IsOpen) throw new RuleException("tickets.rule.not_open", "Type");
        if (Type != type) Log(HistoryKind.Type, Type.ToString(), type.ToString(), by, at);
        if (Priority != priority) Log(HistoryKind.Priority, Priority.ToString(), priority.ToString(), by, at);
        if (CategoryId != categoryId) Log(HistoryKind.Category, Text(CategoryId), Text(categoryId), by, at);
        if (Type != type) Changed(TicketChange.Type, at);
        if (Priority != priority) Changed(TicketChange.Priority, at);
        if (CategoryId != categoryId) Changed(TicketChange.Category, at);
        var promisesChange = Type != type || Priority != priority || CategoryId != categoryId;
        if (Subject != subject.Trim()) AddWords(subject);
        (Subject, Type, CategoryId, ContactId) = (subject.Trim(), type, categoryId, contactId);
        Rank(priority, Level);
        if (promisesChange) Recompute(sla, at);
    }

    /// <summary>The customer's level has changed: so does the place in the queue, and what is promised.</summary>
    public void SetLevel(CustomerLevel level, SlaRules sla, DateTimeOffset at)
    {
        if (Level == level) return;
        Log(HistoryKind.Level, Level.ToString(), level.ToString(), null, at);
        Changed(TicketChange.Level, at);
        Rank(Priority, level);
        Recompute(sla, at);
    }

    void Rank(TicketPriority priority, CustomerLevel level)
    {
        (Priority, Level, Urgency) = (priority, level, (short)(TicketPriority.Urgent - priority));
        RankVip();
    }

    // A VIP's ticket that waits for the VIP is nobody's next.
    void RankVip() => QueueRank = (short)(Level == CustomerLevel.Vip && Status != TicketStatus.WaitingCustomer ? 0 : 1);

    void AddWords(string text)
    {
        // A tsvector holds at most a megabyte; a long conversation is found by its first words.
        if (Words.Length < 20_000) Words = SearchText.Words(Words, text);
    }

    void Log(HistoryKind kind, string? from, string? to, long? by, DateTimeOffset at, string? note = null, Reason? reason = null) =>
        history.Add(new HistoryRow(kind, from, to, by, at, note, because ?? reason));

    static string? Text(long? id) => id?.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
