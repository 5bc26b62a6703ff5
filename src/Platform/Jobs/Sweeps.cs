namespace Crm.Platform.Jobs;

/// <summary>
/// Recurring work ("archive tickets nobody answered for"). Runs on one host at a time; a crash loses nothing, since a
/// sweep looks for what is due and marks it in the same transaction.
/// </summary>
public interface ISweep
{
    /// <summary>Quartz cron expression in the installation's zone ("0 * * * * ?": every minute).</summary>
    string Cron { get; }

    /// <summary>Does what is due. The scope's user is the system.</summary>
    Task Run(CancellationToken ct);
}

/// <summary>Long work with progress, started by a person. Found by its type name; runs in a scope of its own as the person who started it.</summary>
public interface IJob<TArgs>
{
    /// <summary>Does the work. May be called again after a crash: continue from <see cref="JobProgress.Checkpoint{T}"/>.</summary>
    /// <returns>What came out, kept as JSON and shown on the job's page; null for nothing.</returns>
    Task<object?> Run(TArgs args, JobProgress progress, CancellationToken ct);
}

/// <summary>How a job tells how far it is, and keeps its place.</summary>
public abstract class JobProgress
{
    /// <summary>The job row's id.</summary>
    public abstract long JobId { get; }

    /// <summary>What an earlier try saved, or default.</summary>
    public abstract T? Checkpoint<T>();

    /// <summary>Tells progress and keeps the lease. Throws OperationCanceledException when the person cancelled.</summary>
    public abstract Task Report(long done, long? total, object? checkpoint = null);
}
