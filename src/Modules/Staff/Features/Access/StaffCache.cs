using System.Collections.Concurrent;
using Crm.Contracts.Staff;
using Crm.Platform.Users;
using Crm.Staff.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Staff.Features.Access;

/// <summary>
/// Everybody, their teams and rights, in memory: asked on every request, changed a few times a week. Held for ten
/// seconds at most and dropped at every save of this module, on this host at once and on the others by NOTIFY.
/// </summary>
internal sealed class StaffCache(IServiceScopeFactory scopes, TimeProvider clock) : IDisposable
{
    static readonly TimeSpan Fresh = TimeSpan.FromSeconds(10);
    static readonly TimeSpan SeenEvery = TimeSpan.FromMinutes(5);
    const int MostSessions = 10_000;

    readonly SemaphoreSlim loading = new(1, 1);
    readonly ConcurrentDictionary<Guid, (long? StaffId, long Since)> sessions = [];
    readonly ConcurrentDictionary<string, (TokenFacts? Token, long Since)> tokens = [];
    volatile Loaded? loaded;
    int drops;

    sealed record Loaded(StaffSnapshot Snapshot, long Since);

    /// <summary>Forgets everything: something has changed.</summary>
    public void Drop()
    {
        Interlocked.Increment(ref drops);
        loaded = null;
        sessions.Clear();
        tokens.Clear();
    }

    /// <summary>Everybody, as of at most ten seconds ago.</summary>
    public async ValueTask<StaffSnapshot> Snapshot(CancellationToken ct)
    {
        if (Usable(loaded) is { } ready) return ready;
        await loading.WaitAsync(ct);
        try
        {
            if (Usable(loaded) is { } justLoaded) return justLoaded;
            var (seen, since) = (Volatile.Read(ref drops), clock.GetTimestamp());
            await using var scope = scopes.CreateAsyncScope();
            var snapshot = await StaffSnapshot.Load(scope.ServiceProvider.GetRequiredService<StaffDb>(), ct);
            // What was dropped while it was being read may be old already: good for this caller, not for the next.
            if (seen == Volatile.Read(ref drops)) loaded = new Loaded(snapshot, since);
            return snapshot;
        }
        finally { loading.Release(); }
    }

    /// <summary>Whose session this is, or null when it has ended.</summary>
    public async ValueTask<long?> OwnerOf(Guid sessionId, CancellationToken ct)
    {
        if (sessions.TryGetValue(sessionId, out var known) && clock.GetElapsedTime(known.Since) < Fresh) return known.StaffId;
        var (seen, since, now) = (Volatile.Read(ref drops), clock.GetTimestamp(), clock.GetUtcNow());
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<StaffDb>();
        var oldest = now - Domain.Session.Longest;
        var session = await db.Sessions.Where(s => s.Id == sessionId && s.EndedAt == null && s.StartedAt > oldest).Select(s => new { s.StaffMemberId, s.SeenAt }).FirstOrDefaultAsync(ct);
        if (session is not null && now - session.SeenAt > SeenEvery)
            await db.Sessions.Where(s => s.Id == sessionId).ExecuteUpdateAsync(s => s.SetProperty(x => x.SeenAt, now), ct);
        if (sessions.Count > MostSessions) sessions.Clear();
        if (seen == Volatile.Read(ref drops)) sessions[sessionId] = (session?.StaffMemberId, since);
        return session?.StaffMemberId;
    }

    /// <summary>The token, or null when there is none, or it has expired or been revoked.</summary>
    public async ValueTask<TokenFacts?> Token(string secret, CancellationToken ct)
    {
        var hash = Domain.ApiToken.HashOf(secret);
        var key = Convert.ToHexString(hash);
        var now = clock.GetUtcNow();
        if (tokens.TryGetValue(key, out var known) && clock.GetElapsedTime(known.Since) < Fresh) return known.Token is { } t && t.ExpiresAt <= now ? null : known.Token;
        var (seen, since) = (Volatile.Read(ref drops), clock.GetTimestamp());
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<StaffDb>();
        var token = await db.Tokens.Where(x => x.Hash == hash && x.RevokedAt == null && (x.ExpiresAt == null || x.ExpiresAt > now))
            .Select(x => new { x.Id, x.StaffMemberId, x.Permissions, x.ExpiresAt, x.UsedAt }).FirstOrDefaultAsync(ct);
        if (token is not null && (token.UsedAt is null || now - token.UsedAt > SeenEvery))
            await db.Tokens.Where(x => x.Id == token.Id).ExecuteUpdateAsync(s => s.SetProperty(x => x.UsedAt, now), ct);
        if (tokens.Count > MostSessions) tokens.Clear();
        var facts = token is null ? null : new TokenFacts(token.Id, token.StaffMemberId, token.Permissions, token.ExpiresAt);
        if (seen == Volatile.Read(ref drops)) tokens[key] = (facts, since);
        return facts;
    }

    StaffSnapshot? Usable(Loaded? held) => held is not null && clock.GetElapsedTime(held.Since) < Fresh ? held.Snapshot : null;

    public void Dispose() => loading.Dispose();
}

/// <summary>A token that works.</summary>
internal sealed record TokenFacts(long Id, long StaffId, IReadOnlyList<string>? Permissions, DateTimeOffset? ExpiresAt);

/// <summary>A person as every request needs them.</summary>
internal sealed record Person(long Id, string Name, string? EnglishName, string? Language, string? Zone, string? Theme, bool Active, Rights Rights, IReadOnlyList<long> RoleIds)
{
    public string NameIn(string language) => language == "en" && EnglishName is not null ? EnglishName : Name;
}

/// <summary>Everybody at one moment.</summary>
internal sealed record StaffSnapshot(
    IReadOnlyDictionary<long, Person> People,
    IReadOnlyDictionary<string, IReadOnlyDictionary<long, StaffFacts>> Facts,
    IReadOnlyDictionary<string, IReadOnlyDictionary<long, TeamFacts>> Teams,
    IReadOnlyDictionary<string, IReadOnlyDictionary<long, string>> Roles)
{
    public static async Task<StaffSnapshot> Load(StaffDb db, CancellationToken ct)
    {
        var now = db.Clock.GetUtcNow();
        var members = await db.Members.AsNoTracking().Include(m => m.Roles).Include(m => m.Memberships).Include(m => m.Absences.Where(a => a.Until > now)).AsSplitQuery().OrderBy(m => m.Id).ToListAsync(ct);
        var roles = await db.Roles.AsNoTracking().OrderBy(r => r.Id).ToListAsync(ct);
        var grants = (await db.Roles.SelectMany(r => r.Grants).AsNoTracking().ToListAsync(ct)).ToLookup(g => g.RoleId);
        var teams = await db.Teams.AsNoTracking().OrderBy(t => t.Id).ToListAsync(ct);
        var departments = await db.Departments.AsNoTracking().ToDictionaryAsync(d => d.Id, ct);
        var people = members.ToDictionary(m => m.Id, m =>
        {
            var mine = m.Memberships.OrderBy(x => x.Position).Select(x => x.TeamId).ToList();
            var circle = teams.Where(t => mine.Contains(t.Id) || t.SupervisorId == m.Id).Select(t => t.DepartmentId).ToHashSet();
            var held = new Dictionary<string, Scope>();
            foreach (var grant in m.Roles.SelectMany(r => grants[r.RoleId]))
                if (!held.TryGetValue(grant.Permission, out var scope) || grant.Scope > scope) held[grant.Permission] = grant.Scope;
            var rights = new Rights(held, mine, [.. teams.Where(t => circle.Contains(t.DepartmentId)).Select(t => t.Id)]);
            return new Person(m.Id, m.Name, m.EnglishName, m.Language, m.Zone, m.Theme, m.Active, rights, [.. m.Roles.Select(r => r.RoleId).Order()]);
        });
        return new StaffSnapshot(people,
            Platform.Localization.Texts.Languages.ToDictionary(l => l, l => (IReadOnlyDictionary<long, StaffFacts>)members.ToDictionary(m => m.Id, m => new StaffFacts(
                m.Id, m.NameIn(l), m.InitialsIn(l), m.Email, m.Language ?? "en", m.Zone ?? "", people[m.Id].Rights.TeamIds, m.Skills, m.Regions, m.Capacity, m.Active, m.Active && m.AwaySince is null && m.AbsenceAt(now) is null, m.AbsenceAt(now)?.SubstituteId, m.AbsenceAt(now)?.Until))),
            Platform.Localization.Texts.Languages.ToDictionary(l => l, l => (IReadOnlyDictionary<long, TeamFacts>)teams.ToDictionary(t => t.Id, t => new TeamFacts(
                t.Id, t.NameIn(l), t.DepartmentId, departments[t.DepartmentId].NameIn(l), t.SupervisorId, t.Code))),
            Platform.Localization.Texts.Languages.ToDictionary(l => l, l => (IReadOnlyDictionary<long, string>)roles.ToDictionary(r => r.Id, r => r.NameIn(l))));
    }
}
