using Crm.Contracts;

namespace Crm.Platform.Data;

/// <summary>A row with an identity, a row version and the events it raised since it was loaded.</summary>
public abstract class Entity
{
    readonly List<(Func<IEvent> Happened, DateTimeOffset? Due)> raised = [];

    /// <summary>Key; 0 until saved.</summary>
    public long Id { get; private set; }

    /// <summary>PostgreSQL's xmin: changes with every write, compared on save.</summary>
    public uint Version { get; private set; }

    /// <summary>Tells the other modules; evaluated when the row is saved, so that a new row's id is known.</summary>
    /// <param name="due">When it leaves, if not at once: until then it can be taken back out of the outbox.</param>
    protected void Raise(Func<IEvent> happened, DateTimeOffset? due = null) => raised.Add((happened, due));

    internal void Identify(long id) => Id = id;

    internal IReadOnlyList<(Func<IEvent> Happened, DateTimeOffset? Due)> Raised => raised;

    internal void ForgetRaised() => raised.Clear();
}

/// <summary>Changes of this row go to the audit trail with before and after.</summary>
public interface IAudited;

/// <summary>Keeps a property out of the audit trail (secrets, hashes, derived search words).</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NotAuditedAttribute : Attribute;

/// <summary>A row with a human number such as C000042, taken from a sequence of its own: unique, never reused.</summary>
public interface INumbered
{
    /// <summary>The number without prefix and zeros.</summary>
    long Number { get; }
}
