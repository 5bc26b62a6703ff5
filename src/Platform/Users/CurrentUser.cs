using System.Globalization;
using NodaTime;

namespace Crm.Platform.Users;

/// <summary>What a person may do: permission to scope, and the teams that "team" and "department" mean for them.</summary>
public sealed record Rights(IReadOnlyDictionary<string, Scope> Grants, IReadOnlyList<long> TeamIds, IReadOnlyList<long> DepartmentTeamIds)
{
    /// <summary>No rights.</summary>
    public static readonly Rights None = new(new Dictionary<string, Scope>(), [], []);

    /// <summary>The rows a permission reaches for the person whose rights they are. Without the permission: none.</summary>
    public RowScope ScopeOf(string permission, long? userId) => !Grants.TryGetValue(permission, out var scope) ? RowScope.Nothing : scope switch
    {
        Scope.All => RowScope.Everything,
        Scope.Department => new RowScope(false, userId, [.. DepartmentTeamIds.Union(TeamIds)]),
        Scope.Team => new RowScope(false, userId, [.. TeamIds]),
        _ => new RowScope(false, userId, []),
    };
}

/// <summary>Who acts. One per request or job; set by sign-in, by the bearer token, or to <see cref="System"/> for listeners, sweeps and jobs.</summary>
public sealed class CurrentUser
{
    /// <summary>Id of the member of staff, or null for the system and for the public.</summary>
    public long? Id { get; private set; }

    /// <summary>Name for display and for the audit trail.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The machine acting for itself: may do everything.</summary>
    public bool IsSystem { get; private set; }

    /// <summary>Nobody is signed in.</summary>
    public bool IsAnonymous => Id is null && !IsSystem;

    /// <summary>zh-CN or en.</summary>
    public string Language { get; private set; } = "en";

    /// <summary>The reader's own time zone.</summary>
    public DateTimeZone Zone { get; private set; } = DateTimeZone.Utc;

    /// <summary>Address the request came from, for the audit trail.</summary>
    public string? From { get; set; }

    /// <summary>The token the request came with, when it came through the API.</summary>
    public long? TokenId { get; private set; }

    Rights rights = Rights.None;

    /// <summary>Signs a person in for the length of the request.</summary>
    public void Become(long id, string name, Rights rights, string language, string zone, long? tokenId = null)
    {
        (Id, Name, this.rights, Language, TokenId) = (id, name, rights, language, tokenId);
        Zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) ?? DateTimeZone.Utc;
    }

    /// <summary>The machine acts (listeners, sweeps, jobs, public survey answers). <paramref name="name"/> is shown in histories.</summary>
    public void BecomeSystem(string name = "system")
    {
        (Id, Name, IsSystem) = (null, name, true);
        Language = CultureInfo.CurrentUICulture.Name;
    }

    /// <summary>Language and zone of a reader who is not signed in.</summary>
    public void Reads(string language, DateTimeZone zone) => (Language, Zone) = (language, zone);

    /// <summary>Whether the user holds a permission, in whatever scope.</summary>
    public bool Can(string permission) => IsSystem || rights.Grants.ContainsKey(permission);

    /// <summary>How far a permission the user holds reaches.</summary>
    public Scope ReachOf(string permission) => IsSystem ? Scope.All : rights.Grants[permission];

    /// <summary>The rows a permission reaches. Without the permission: none.</summary>
    public RowScope ScopeOf(string permission) => IsSystem ? RowScope.Everything : rights.ScopeOf(permission, Id);

    /// <summary>Teams the user works in.</summary>
    public IReadOnlyList<long> TeamIds => rights.TeamIds;
}

/// <summary>The rows somebody may touch: all of them, or those owned by the user or by one of the teams.</summary>
public sealed record RowScope(bool All, long? UserId, long[] TeamIds)
{
    /// <summary>No limit.</summary>
    public static readonly RowScope Everything = new(true, null, []);

    /// <summary>No row at all.</summary>
    public static readonly RowScope Nothing = new(false, null, []);

    /// <summary>Whether a row with this owner and team is inside.</summary>
    public bool Covers(long? ownerId, long? teamId) =>
        All || (UserId is { } me && ownerId == me) || (teamId is { } team && TeamIds.Contains(team));
}

/// <summary>A row that belongs to a person and a team; scopes filter by it.</summary>
public interface IOwned
{
    /// <summary>Person responsible.</summary>
    long? OwnerId { get; }

    /// <summary>Team responsible.</summary>
    long? TeamId { get; }
}

/// <summary>Row scope in queries.</summary>
public static class ScopeQueries
{
    /// <summary>Only the rows inside the scope. A row inside no team and without owner is seen by scope "all" alone.</summary>
    public static IQueryable<T> Within<T>(this IQueryable<T> rows, RowScope scope) where T : class, IOwned
    {
        if (scope.All) return rows;
        var (me, teams) = (scope.UserId, scope.TeamIds);
        if (me is null && teams.Length == 0) return rows.Where(r => false);
        return teams.Length == 0
            ? rows.Where(r => r.OwnerId == me)
            : rows.Where(r => r.OwnerId == me || (r.TeamId != null && teams.Contains(r.TeamId.Value)));
    }
}

/// <summary>Finds a person's rights; Staff implements it. Cached for seconds, dropped on every host when roles change.</summary>
public interface IRightsSource
{
    /// <summary>Signs the person in, or returns false when they may not enter (left, locked, session ended).</summary>
    Task<bool> SignIn(CurrentUser user, long staffId, string? sessionId, CancellationToken ct);

    /// <summary>Signs in whoever holds this bearer token, or returns false.</summary>
    Task<bool> SignInByToken(CurrentUser user, string token, CancellationToken ct);
}
