using Crm.Platform.Data;

namespace Crm.Tickets.Domain;

/// <summary>A node of the category tree. It decides which team gets the ticket, and whether articles come before a ticket.</summary>
internal sealed class Category : Entity, IAudited
{
    Category() { }

    public Category(string name, string nameZh, long? parentId, long? teamId, int position, bool articlesFirst) => Change(name, nameZh, parentId, teamId, position, articlesFirst, true);

    public string Name { get; private set; } = "";
    public string NameZh { get; private set; } = "";
    public long? ParentId { get; private set; }
    /// <summary>Team whose queue tickets of this category join; null: the parent's, else the opener's.</summary>
    public long? TeamId { get; private set; }
    public int Position { get; private set; }
    /// <summary>What is asked here most often stands in an article: articles are shown before all else, for this category and those below it.</summary>
    public bool ArticlesFirst { get; private set; }
    /// <summary>Offered for new tickets.</summary>
    public bool Active { get; private set; } = true;

    public void Change(string name, string nameZh, long? parentId, long? teamId, int position, bool articlesFirst, bool active) =>
        (Name, NameZh, ParentId, TeamId, Position, ArticlesFirst, Active) = (name.Trim(), nameZh.Trim(), parentId, teamId, position, articlesFirst, active);

    public void SendTo(long? teamId) => TeamId = teamId;

    public string In(string language) => language == "zh-CN" ? NameZh : Name;
}

internal static class CategoryTree
{
    /// <summary>A category and those above it, from below, of a tree that says each one's parent. A circle ends where it closes.</summary>
    public static IReadOnlyList<long> PathOf(this IReadOnlyDictionary<long, long?> parents, long? category)
    {
        var path = new List<long>();
        for (var node = category; node is { } id && !path.Contains(id); node = parents.GetValueOrDefault(id)) path.Add(id);
        return path;
    }
}

/// <summary>What a code answers: why it happened, or what was done.</summary>
internal enum CodeKind { Cause, Resolution }

/// <summary>A cause or a resolution, chosen when a ticket is resolved or a follow-up closed.</summary>
internal sealed class Code : Entity, IAudited
{
    Code() { }

    public Code(CodeKind kind) => Kind = kind;

    public CodeKind Kind { get; private set; }
    public string Name { get; private set; } = "";
    public string NameZh { get; private set; } = "";
    public int Position { get; private set; }
    /// <summary>Offered where one is chosen; what holds it already keeps it.</summary>
    public bool Active { get; private set; } = true;

    public void Change(string name, string nameZh, int position, bool active) => (Name, NameZh, Position, Active) = (name.Trim(), nameZh.Trim(), position, active);

    public string In(string language) => language == "zh-CN" ? NameZh : Name;
}

/// <summary>What lists need of a customer, copied from the Customers module as its events tell.</summary>
internal sealed class CustomerCopy
{
    public long Id { get; init; }
    public string Number { get; set; } = "";
    public string Name { get; set; } = "";
    public Contracts.Customers.CustomerLevel Level { get; set; }
    public string Language { get; set; } = "en";
    public string? Region { get; set; }
    public long? OwnerId { get; set; }
    public long? TeamId { get; set; }
    /// <summary>Words of number and name.</summary>
    public string Words { get; set; } = "";

    /// <summary>Nothing of it has become another.</summary>
    public bool Says(Contracts.Customers.CustomerFacts f) => (Number, Name, Level, Language, Region, OwnerId, TeamId) == (f.Number, f.Name, f.Level, f.Language, f.Region, f.OwnerId, f.TeamId);
}
