using Crm.Contracts.Customers;
using Crm.Platform.Data;
using Crm.Platform.UseCases;

namespace Crm.Customers.Domain;

/// <summary>What a merge may change of the record that stays, to compare and to restore.</summary>
internal sealed record Snapshot(Profile Profile, Admission Admission, string? ExternalId)
{
    public DateOnly? SinceSaid { get; init; }
    public string? SinceReason { get; init; }
    public int? CadenceDays { get; init; }
}

/// <summary>Two records were made one: which, when, by whom, and for as long as it can be undone, what the surviving one was before.</summary>
internal sealed class CustomerMerge : Entity, IAudited
{
    /// <summary>Days within which a merge can be taken back.</summary>
    public const int UndoDays = 7;

    CustomerMerge() { }

    public CustomerMerge(long fromId, long intoId, Snapshot before, Snapshot after, long? by, DateTimeOffset at) =>
        (FromId, IntoId, Before, After, ById, At) = (fromId, intoId, before, after, by, at);

    public long FromId { get; private set; }
    public long IntoId { get; private set; }
    public long? ById { get; private set; }
    public DateTimeOffset At { get; private set; }

    /// <summary>Gone once it cannot be undone: personal data nobody needs any more.</summary>
    [NotAudited]
    public Snapshot? Before { get; private set; }

    [NotAudited]
    public Snapshot? After { get; private set; }

    /// <summary>Everybody was told a second time, for rows written while the merge went on.</summary>
    [NotAudited]
    public DateTimeOffset? SettledAt { get; private set; }

    public DateTimeOffset? UndoneAt { get; private set; }
    public long? UndoneById { get; private set; }

    public DateTimeOffset UndoUntil => At.AddDays(UndoDays);

    public bool CanBeUndone(DateTimeOffset now) => UndoneAt is null && Before is not null && now < UndoUntil;

    /// <summary>Takes it back.</summary>
    public void Undo(long? by, DateTimeOffset at)
    {
        if (!CanBeUndone(at)) throw new RuleException("customers.merge.late");
        (UndoneAt, UndoneById, Before, After) = (at, by, null, null);
    }

    /// <summary>The second telling.</summary>
    public void Settle(DateTimeOffset at)
    {
        SettledAt = at;
        Raise(() => new CustomerMerged(FromId, IntoId, At));
    }
}
