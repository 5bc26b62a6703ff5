using Crm.Platform.Data;
using Crm.Platform.Privacy;
using Crm.Platform.UseCases;
using Crm.Platform.Users;

namespace Crm.Tickets.Domain;

/// <summary>
/// Something another department or person has to do for a ticket until a time of its own. It never stops the ticket's
/// clocks: the customer does not wait for our departments.
/// </summary>
internal sealed class SubTask : Entity, IOwned, IAudited, IAboutSubject
{
    public const int TitleLength = 200;
    public const int NoteLength = 2000;

    SubTask() { }

    public SubTask(long ticketId, string title, long? ownerId, long? teamId, DateTimeOffset dueAt, long? by, DateTimeOffset at)
    {
        if (ownerId is null && teamId is null) throw new RuleException("tickets.rule.subtask_for_whom", "OwnerId");
        if (dueAt <= at) throw new RuleException("tickets.rule.subtask_past", "DueAt");
        (TicketId, Title, OwnerId, TeamId, DueAt, CreatedById, CreatedAt) = (ticketId, title.Trim(), ownerId, teamId, dueAt, by, at);
    }

    // That of the ticket.
    long? IAboutSubject.SubjectId => null;

    public long TicketId { get; private set; }
    public string Title { get; private set; } = "";
    /// <summary>The person it was given to; null: whoever of the team takes it.</summary>
    public long? OwnerId { get; private set; }
    public long? TeamId { get; private set; }
    public DateTimeOffset DueAt { get; private set; }
    public long? CreatedById { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset? DoneAt { get; private set; }
    public long? DoneById { get; private set; }
    /// <summary>What came out.</summary>
    public string? Result { get; private set; }
    [NotAudited]
    public DateTimeOffset? OverdueToldAt { get; private set; }

    /// <summary>Asks for something else, or of somebody else, or until another time.</summary>
    public void Change(string title, long? ownerId, long? teamId, DateTimeOffset dueAt, DateTimeOffset at)
    {
        MustBeOpen();
        if (ownerId is null && teamId is null) throw new RuleException("tickets.rule.subtask_for_whom", "OwnerId");
        // A form knows no seconds.
        if ((dueAt - DueAt).Duration() >= TimeSpan.FromMinutes(1))
        {
            if (dueAt <= at) throw new RuleException("tickets.rule.subtask_past", "DueAt");
            (DueAt, OverdueToldAt) = (dueAt, null);
        }
        (Title, OwnerId, TeamId) = (title.Trim(), ownerId, teamId);
    }

    /// <summary>What is done is not taken away or changed.</summary>
    public void MustBeOpen()
    {
        if (DoneAt is not null) throw new RuleException("tickets.rule.subtask_done");
    }

    public void Done(string result, long by, DateTimeOffset at)
    {
        MustBeOpen();
        (DoneAt, DoneById, Result) = (at, by, result.Trim());
    }

    /// <summary>Marks that it was told to be overdue. True the first time.</summary>
    public bool Overdue(DateTimeOffset at)
    {
        if (DoneAt is not null || OverdueToldAt is not null || at <= DueAt) return false;
        OverdueToldAt = at;
        return true;
    }
}
