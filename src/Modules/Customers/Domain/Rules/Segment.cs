using Crm.Platform.Data;

namespace Crm.Customers.Domain.Rules;

/// <summary>A saved question: the customers a rule is true of, whenever one looks.</summary>
internal sealed class Segment : Entity, IAudited
{
    Segment() { }

    public Segment(string name, string? description, Rule rule, bool shared, long? ownerId, DateTimeOffset at) =>
        (Name, Description, Rule, Shared, OwnerId, CreatedAt, ChangedAt) = (name.Trim(), description, rule, shared, ownerId, at, at);

    /// <summary>One that ships or that a clustering made. Its name is a text of the product, filled with <see cref="Part"/>.</summary>
    public static Segment Made(string key, int? part, Rule rule, DateTimeOffset at) => new() { Key = key, Part = part, Rule = rule, Shared = true, CreatedAt = at, ChangedAt = at };

    /// <summary>"rfm.champions", "cluster"; null for those people made.</summary>
    public string? Key { get; private set; }

    /// <summary>Number of the cluster.</summary>
    public int? Part { get; private set; }

    public string Name { get; private set; } = "";
    public string? Description { get; private set; }
    public Rule Rule { get; private set; } = new();

    /// <summary>Everybody may use it; only its owner changes it.</summary>
    public bool Shared { get; private set; }

    public long? OwnerId { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset ChangedAt { get; private set; }

    /// <summary>Out of the lists, yet still there for what was made with it.</summary>
    public bool Retired { get; private set; }

    public void Change(string name, string? description, Rule rule, bool shared, DateTimeOffset at) => (Name, Description, Rule, Shared, ChangedAt) = (name.Trim(), description, rule, shared, at);

    public void Retire(bool retired) => Retired = retired;
}
