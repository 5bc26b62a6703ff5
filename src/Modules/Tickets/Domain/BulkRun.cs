using Crm.Platform.Data;

namespace Crm.Tickets.Domain;

/// <summary>One change of many tickets, made in the background.</summary>
internal sealed class BulkRun : Entity, IAudited
{
    BulkRun() { }

    public BulkRun(long staffId, TicketChanges changes, string? mergeInto, string? mergeWhy, int count, DateTimeOffset at) =>
        (StaffId, Changes, MergeInto, MergeWhy, Count, CreatedAt) = (staffId, changes, mergeInto, mergeWhy, count, at);

    public long StaffId { get; private set; }
    public TicketChanges Changes { get; private set; } = new();
    /// <summary>Number of the ticket that all of them go on in.</summary>
    public string? MergeInto { get; private set; }
    [NotAudited]
    public string? MergeWhy { get; private set; }
    public int Count { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; }
    /// <summary>The job that works on it now, or did last.</summary>
    public long? JobId { get; private set; }

    public void WorkedOnBy(long jobId) => JobId = jobId;
}

internal enum BulkState { Waiting, Done, Failed }

/// <summary>
/// A ticket of a bulk change. It is marked in the same save that changes the ticket, and only from "waiting": whoever
/// starts again, and however many work at once, no ticket is changed twice.
/// </summary>
internal sealed class BulkRow
{
    BulkRow() { }

    public BulkRow(long runId, long ticketId) => (RunId, TicketId) = (runId, ticketId);

    public long RunId { get; private set; }
    public long TicketId { get; private set; }
    public BulkState State { get; private set; }
    /// <summary>Resource key of what stood in the way.</summary>
    public string? Reason { get; private set; }
    public string[] ReasonArgs { get; private set; } = [];

    public void Done() => State = BulkState.Done;

    public void Fail(string reason, params string[] args) => (State, Reason, ReasonArgs) = (BulkState.Failed, reason, args);
}
