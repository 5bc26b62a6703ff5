using Crm.Platform.Data;
using Crm.Platform.Users;

namespace Crm.Staff.Domain;

/// <summary>A named bundle of rights.</summary>
internal sealed class Role : Entity, IAudited
{
    Role() { }

    public Role(string name, string? englishName, string? code = null) => (Name, EnglishName, Code) = (name.Trim(), englishName.OrNull(), code);

    /// <summary>Set for the roles that ship.</summary>
    public string? Code { get; private set; }
    public string Name { get; private set; } = "";
    public string? EnglishName { get; private set; }
    public List<Grant> Grants { get; } = [];

    public string NameIn(string language) => language == "en" && EnglishName is not null ? EnglishName : Name;

    public void Rename(string name, string? englishName) => (Name, EnglishName) = (name.Trim(), englishName.OrNull());

    public void Grant(string permission, Scope scope)
    {
        if (Grants.Find(g => g.Permission == permission) is { } held) held.Scope = scope;
        else Grants.Add(new Grant { Permission = permission, Scope = scope });
    }

    /// <summary>Makes the grants exactly these.</summary>
    public void GrantOnly(IReadOnlyDictionary<string, Scope> wanted)
    {
        Grants.RemoveAll(g => !wanted.ContainsKey(g.Permission));
        foreach (var (permission, scope) in wanted) Grant(permission, scope);
    }
}

/// <summary>A right of a role, and how far it reaches.</summary>
internal sealed class Grant : IAudited
{
    public long RoleId { get; init; }
    public required string Permission { get; init; }
    public Scope Scope { get; set; }
}

/// <summary>A permission whose shipped grants were given once; what administrators change afterwards stays.</summary>
internal sealed class SeededPermission
{
    public required string Name { get; init; }
}
