namespace Crm.Platform.Privacy;

/// <summary>Whose personal values the reader may see in full: the module that knows the subjects says it, and the platform's own pages obey.</summary>
public interface ISubjectSight
{
    /// <summary>Those of the subjects whose values the reader may see.</summary>
    Task<IReadOnlySet<long>> Seen(IReadOnlyCollection<long> subjects, CancellationToken ct);
}

internal static class SubjectSights
{
    /// <summary>Those of the subjects of whom at least one module says that the reader may see them.</summary>
    public static async Task<IReadOnlySet<long>> Seen(this IEnumerable<ISubjectSight> sights, IEnumerable<long?> subjects, CancellationToken ct)
    {
        var asked = subjects.OfType<long>().Distinct().ToList();
        var seen = new HashSet<long>();
        foreach (var sight in sights) seen.UnionWith(await sight.Seen(asked, ct));
        return seen;
    }
}
