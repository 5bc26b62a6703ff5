namespace Crm.Platform.Users;

/// <summary>How far a right reaches: rows one owns, of one's teams, of one's department, or all.</summary>
public enum Scope { Own, Team, Department, All }

/// <summary>A right, named entity.action ("tickets.read"). Its resource key is "permission.{Name}".</summary>
/// <param name="Scoped">Whether it can be limited to own / team / department rows.</param>
public sealed record Permission(string Name, bool Scoped = false);

/// <summary>Marks a use case or a page that needs a right. Checked for pages by authorisation, and for every use case by the mediator, whoever sends it.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class NeedsAttribute(string permission) : Microsoft.AspNetCore.Authorization.AuthorizeAttribute(PolicyPrefix + permission)
{
    /// <summary>Prefix of the policy names made from permissions.</summary>
    public const string PolicyPrefix = "can:";

    /// <summary>The permission's name.</summary>
    public string Permission { get; } = permission;
}

/// <summary>Marks a use case that anybody signed in may send (it looks only at the sender's own things), or that is open to the public and guards itself (a survey link).</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class OpenToAllAttribute(string why) : Attribute
{
    /// <summary>Why no right is needed.</summary>
    public string Why { get; } = why;
}
