using Crm.Contracts.Customers;
using Crm.Platform.Data;
using Crm.Platform.Privacy;
using Crm.Platform.Users;

namespace Crm.Customers.Domain;

/// <summary>Something somebody has promised to do for a customer by a certain time.</summary>
internal sealed class ToDo : Entity, IAudited, IOwned, IAboutSubject
{
    ToDo() { }

    public ToDo(long customerId, string what, long? ownerId, long? teamId, DateTimeOffset dueAt, long? by, DateTimeOffset at) =>
        (CustomerId, What, OwnerId, TeamId, DueAt, CreatedById, CreatedAt) = (customerId, what.Trim(), ownerId, teamId, dueAt, by, at);

    long? IAboutSubject.SubjectId => CustomerId;

    public long CustomerId { get; private set; }
    public long? InteractionId { get; private set; }
    public string What { get; private set; } = "";
    public long? OwnerId { get; private set; }
    public long? TeamId { get; private set; }
    public DateTimeOffset DueAt { get; private set; }
    public long? CreatedById { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset? ClosedAt { get; private set; }
    public long? ClosedById { get; private set; }

    /// <summary>What came of it.</summary>
    public string? Result { get; private set; }

    /// <summary>The owner has been told that it is due today.</summary>
    [NotAudited]
    public DateTimeOffset? RemindedAt { get; private set; }

    /// <summary>The owner has been told that it is overdue.</summary>
    [NotAudited]
    public DateTimeOffset? OverdueToldAt { get; private set; }

    /// <summary>Made by the contact plan: the contact it counts from. Null: a person made it.</summary>
    public DateTimeOffset? PlannedFrom { get; private set; }

    /// <summary>Another module wanted it: by what name. Null: a person or the contact plan made it.</summary>
    public Guid? WantedKey { get; private set; }

    /// <summary>What another module wants done.</summary>
    public static ToDo Wanted(Guid key, long customerId, string what, long? ownerId, long? teamId, DateTimeOffset dueAt, DateTimeOffset at) => new(customerId, what, ownerId, teamId, dueAt, null, at) { WantedKey = key };

    public bool IsOpen => ClosedAt is null;

    public bool FromPlan => PlannedFrom is not null;

    /// <summary>Done, with what came of it. Closing twice changes nothing.</summary>
    public void Close(string result, long? by, DateTimeOffset at)
    {
        if (!IsOpen) return;
        (ClosedAt, ClosedById, Result) = (at, by, result.Trim());
        if (WantedKey is { } key) Raise(() => new WantedToDoClosed(key, Id, CustomerId, at));
    }

    /// <summary>Put off, handed over or reworded. Whoever has it now, or has it for another time, is reminded anew.</summary>
    public void Change(string what, long? ownerId, long? teamId, DateTimeOffset dueAt)
    {
        if (ownerId != OwnerId || dueAt != DueAt) RemindedAt = OverdueToldAt = null;
        (What, OwnerId, TeamId, DueAt) = (what.Trim(), ownerId, teamId, dueAt);
    }

    /// <summary>Says whether the owner has to be told now, and remembers that it was done.</summary>
    public bool Remind(DateTimeOffset now)
    {
        var overdue = DueAt <= now;
        if (!IsOpen || OwnerId is null || (overdue ? OverdueToldAt : RemindedAt) is not null) return false;
        if (overdue) OverdueToldAt = now;
        RemindedAt ??= now;
        return true;
    }
}
