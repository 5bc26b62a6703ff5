namespace Crm.Platform.Demo;

/// <summary>
/// A module's demo data: deterministic, plausible, bilingual, written straight into its tables in bulk (no events).
/// Modules load in the order of the host's list, so that later ones can ask earlier ones through Contracts.
/// </summary>
public interface IDemoData
{
    /// <summary>Loads into empty tables. "Now" is the clock's now: the last twelve months end today.</summary>
    Task Load(DemoWorld world, CancellationToken ct);

    /// <summary>Adds what answers to the rows of later modules, once all have loaded.</summary>
    Task Finish(DemoWorld world, CancellationToken ct) => Task.CompletedTask;

    /// <summary>Before the rows of these ranges (by table) go: refuses with a <see cref="UseCases.RuleException"/> what would leave the installation unusable.</summary>
    Task Removing(IReadOnlyDictionary<string, DemoRange> rows, CancellationToken ct) => Task.CompletedTask;

    /// <summary>Once they are gone: forgets what was remembered of them, counts anew what was counted.</summary>
    Task Removed(CancellationToken ct) => Task.CompletedTask;
}

/// <summary>What the modules' demo data share.</summary>
public sealed class DemoWorld(DateTimeOffset now)
{
    /// <summary>The end of the demo period.</summary>
    public DateTimeOffset Now { get; } = now;

    /// <summary>A generator that always yields the same for the same name.</summary>
    public static Random Random(string name) => new(name.Aggregate(17, (hash, c) => unchecked((hash * 31) + c)));

    /// <summary>Facts one module leaves for the next, by name.</summary>
    public IDictionary<string, object> Notes { get; } = new Dictionary<string, object>();
}
