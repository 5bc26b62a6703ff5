namespace Crm.Platform.Data;

/// <summary>An event waiting in its module's outbox.</summary>
public sealed class OutboxRow
{
    public Guid Id { get; init; }
    public required string Type { get; init; }
    public required string Payload { get; init; }
    public DateTimeOffset OccurredAt { get; init; }
    public DateTimeOffset? DueAt { get; set; }
    public DateTimeOffset? DoneAt { get; set; }
    public int Attempts { get; set; }
    public string? Error { get; set; }
}

/// <summary>A listener has taken an event: written in the listener's own transaction, so that a replay has no effect.</summary>
public sealed class InboxRow
{
    public Guid EventId { get; init; }
    public required string Handler { get; init; }
    public DateTimeOffset At { get; init; }
}

/// <summary>A line of the audit trail: who did what to which row, when, from where, before and after.</summary>
public sealed class AuditRow : IAppendOnly
{
    public long Id { get; init; }
    public DateTimeOffset At { get; init; }
    public long? ActorId { get; init; }
    public required string Actor { get; init; }
    public required string Action { get; init; }
    public required string Entity { get; init; }
    public long? EntityId { get; init; }
    public required string Change { get; init; }
    /// <summary>Whom the row is about: before and after are sealed under this subject's key. Read them through <see cref="Privacy.SubjectVault"/>.</summary>
    public long? SubjectId { get; init; }
    public string? Before { get; internal set; }
    public string? After { get; internal set; }
    /// <summary>Address the request came from; null for what the installation does by itself and in the background.</summary>
    public string? Source { get; init; }
    /// <summary>The API token it came with.</summary>
    public long? TokenId { get; init; }
    public string? TraceId { get; init; }
}

/// <summary>A notice for one member of staff: shown by the bell, mailed with the digest when still unread.</summary>
public sealed class NotificationRow
{
    public long Id { get; init; }
    public long StaffId { get; init; }
    public DateTimeOffset At { get; init; }
    /// <summary>Resource key; arguments are in <see cref="Args"/>.</summary>
    public required string Text { get; init; }
    public required string[] Args { get; init; }
    /// <summary>Whom the arguments tell about: they are sealed under this subject's key.</summary>
    public long? SubjectId { get; init; }
    public required string Url { get; init; }
    public required string Icon { get; init; }
    public DateTimeOffset? ReadAt { get; set; }
    public DateTimeOffset? DigestedAt { get; set; }
    /// <summary>The same key is stored once: a retry never doubles a notice.</summary>
    public required string Key { get; init; }
}

/// <summary>A mail to be sent.</summary>
public sealed class MailRow
{
    public long Id { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public required string ToAddress { get; init; }
    public string? ToName { get; init; }
    public required string Subject { get; init; }
    public required string TextBody { get; set; }
    public string? HtmlBody { get; set; }
    /// <summary>What it is about ("survey.invitation", "staff.reset"), for the admin page and statistics.</summary>
    public required string Purpose { get; init; }
    /// <summary>Whom it is written to: address, subject and bodies are sealed under this subject's key. Read them through <see cref="Privacy.SubjectVault"/>.</summary>
    public long? CustomerId { get; init; }
    /// <summary>When it is sent, or tried again; null when sent, or given up after too many tries.</summary>
    public DateTimeOffset? DueAt { get; set; }
    public DateTimeOffset? SentAt { get; set; }
    public int Attempts { get; set; }
    public string? Error { get; set; }
    public string? MessageId { get; set; }
    /// <summary>The same key is stored once: a retry never doubles a mail.</summary>
    public required string Key { get; init; }
    /// <summary>Contains a link that signs in or resets: its body is not shown on the admin page and wiped once sent.</summary>
    public bool Secret { get; init; }
    /// <summary>A stored file that goes along.</summary>
    public Guid? AttachmentId { get; init; }
    /// <summary>Further headers, a line each ("List-Unsubscribe: &lt;...&gt;"); sealed like the rest, since a link in them may act for its reader.</summary>
    public string? Headers { get; set; }
    /// <summary>Name shown as the sender; null: the installation's.</summary>
    public string? FromName { get; init; }
}

/// <summary>A long piece of work with progress, done in the background on any host, resumed after a crash.</summary>
public sealed class JobRow
{
    public long Id { get; init; }
    public required string Kind { get; init; }
    /// <summary>Resource key.</summary>
    public required string Title { get; init; }
    public long? StaffId { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    /// <summary>JSON of the arguments.</summary>
    public required string Args { get; init; }
    public JobState State { get; set; }
    public long Done { get; set; }
    public long? Total { get; set; }
    /// <summary>JSON kept by the job between steps, to go on from after a crash.</summary>
    public string? Checkpoint { get; set; }
    /// <summary>JSON of what came out.</summary>
    public string? Result { get; set; }
    public string? Error { get; set; }
    public int Attempts { get; set; }
    /// <summary>Who works on it now: a worker that lost its lease finds another one's name here and stops.</summary>
    public Guid? Worker { get; set; }
    /// <summary>Until when its worker may be silent before another one takes over.</summary>
    public DateTimeOffset? LeaseUntil { get; set; }
    public DateTimeOffset? StartedAt { get; set; }
    public DateTimeOffset? FinishedAt { get; set; }
    public bool CancelRequested { get; set; }
}

/// <summary>State of a background job.</summary>
public enum JobState { Waiting, Running, Succeeded, Failed, Cancelled }

/// <summary>How the last run of a sweep went.</summary>
public sealed class SweepRow
{
    public required string Name { get; init; }
    public DateTimeOffset StartedAt { get; set; }
    public DateTimeOffset? FinishedAt { get; set; }
    public DateTimeOffset? SucceededAt { get; set; }
    public string? Error { get; set; }
    /// <summary>Failures since the last success.</summary>
    public int Failures { get; set; }
}

/// <summary>How the last comparison of a roll-up with its raw rows went.</summary>
public sealed class FactCheckRow
{
    /// <summary>Table with schema.</summary>
    public required string Name { get; init; }
    public DateTimeOffset CheckedAt { get; set; }
    /// <summary>Cells that differed, and were put right.</summary>
    public int Differences { get; set; }
    /// <summary>When some differed last.</summary>
    public DateTimeOffset? DifferedAt { get; set; }
}
