namespace Crm.Platform.UseCases;

/// <summary>A rule of the domain says no. Shown beside <see cref="Field"/>, or above the form without one; HTTP 422.</summary>
/// <param name="key">Resource key of the sentence.</param>
/// <param name="field">Name of the command's property.</param>
/// <param name="args">What to put into the sentence.</param>
public sealed class RuleException(string key, string? field = null, params object[] args) : Exception(key)
{
    /// <summary>Resource key.</summary>
    public string Key { get; } = key;

    /// <summary>The command's property, if one is to blame.</summary>
    public string? Field { get; } = field;

    /// <summary>Arguments of the sentence.</summary>
    public object[] Args { get; } = args;
}

/// <summary>No such thing, or not for this reader: HTTP 404.</summary>
public sealed class MissingException(string what, object? id = null) : Exception($"{what} {id} does not exist.");

/// <summary>Signed in, but without the right: HTTP 403.</summary>
/// <param name="permission">The right that is missing.</param>
/// <param name="why">Resource key that says what stands in the way, where "your role does not include this" would puzzle: the reader has the right to other rows.</param>
public sealed class ForbiddenException(string permission, string? why = null) : Exception($"Needs {permission}.")
{
    /// <summary>Resource key of the reason; null: the general one.</summary>
    public string? Why { get; } = why;

    /// <summary>The right that is missing.</summary>
    public string Permission { get; } = permission;
}

/// <summary>A likely duplicate: HTTP 409 unless allowed explicitly.</summary>
public sealed class DuplicateException(string key, object? existing, params object[] args) : Exception(key)
{
    /// <summary>Resource key.</summary>
    public string Key { get; } = key;

    /// <summary>Whether the sender may insist.</summary>
    public bool MayInsist { get; init; } = true;

    /// <summary>What exists already, as the reader may see it.</summary>
    public object? Existing { get; } = existing;

    /// <summary>Arguments of the sentence.</summary>
    public object[] Args { get; } = args;
}

/// <summary>Too often in too short a time: HTTP 429 with Retry-After.</summary>
/// <param name="key">Resource key of the sentence; {0} is the minutes to wait.</param>
/// <param name="wait">After how long it makes sense to try again.</param>
public sealed class TooManyException(string key, TimeSpan wait) : Exception(key)
{
    /// <summary>Resource key.</summary>
    public string Key { get; } = key;

    /// <summary>Seconds to wait, as the header Retry-After says them.</summary>
    public int Seconds { get; } = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));

    /// <summary>Minutes to wait, as people are told.</summary>
    public int Minutes => (Seconds + 59) / 60;
}
