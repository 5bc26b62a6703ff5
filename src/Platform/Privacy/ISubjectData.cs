namespace Crm.Platform.Privacy;

/// <summary>What becomes of a part of a subject's data when the subject is erased.</summary>
public enum Fate { Removed, Anonymised, Sealed, Forfeited, Restricted }

/// <summary>A module's part of what is held of a subject: shown before an erasure, and given out in the subject's archive.</summary>
/// <param name="Title">Resource key.</param>
/// <param name="Rows">Rows of values by resource key of their name.</param>
public sealed record SubjectSection(string Title, Fate Fate, IReadOnlyList<IReadOnlyDictionary<string, object?>> Rows)
{
    /// <summary>A row: resource keys and values.</summary>
    public static Dictionary<string, object?> Row(params (string Name, object? Value)[] values) => values.ToDictionary(v => v.Name, v => v.Value);
}

/// <summary>Tells all that a module holds of a subject. Whoever asks has been checked; no scope applies here.</summary>
public interface ISubjectData
{
    /// <summary>Position in the archive.</summary>
    int Order { get; }

    /// <summary>The module's sections; empty ones may be left out.</summary>
    Task<IReadOnlyList<SubjectSection>> Of(long subjectId, CancellationToken ct);
}

/// <summary>Erases subjects again after an older backup was restored.</summary>
public interface IReplayErasures
{
    /// <summary>Erases those of them that are still there.</summary>
    Task Replay(IReadOnlyCollection<long> subjects, CancellationToken ct);
}
