using Crm.Contracts.Staff;
using Crm.Platform.Users;

namespace Crm.Customers.Features;

/// <summary>Who looks after a customer today: the owner, while absent the substitute they named; without an owner at work, the supervisor of the team.</summary>
internal sealed class Responsible(IStaffDirectory staff)
{
    public async Task<Duty> Read(CancellationToken ct) => new(await staff.Everyone(ct), await staff.Teams(ct));
}

/// <summary>Who stands in for whom, as of now.</summary>
internal sealed record Duty(IReadOnlyDictionary<long, StaffFacts> People, IReadOnlyDictionary<long, TeamFacts> Teams)
{
    /// <summary>The person, or who stands in for them; null when they have left.</summary>
    public long? StandIn(long person)
    {
        if (!People.TryGetValue(person, out var p) || !p.Active) return null;
        return !p.Available && p.SubstituteId is { } other && People.TryGetValue(other, out var substitute) && substitute is { Active: true, Available: true } ? other : person;
    }

    public long? Lead(long team) => Teams.TryGetValue(team, out var t) && t.SupervisorId is { } supervisor ? StandIn(supervisor) : null;

    /// <summary>Of rows, those that a person looks after.</summary>
    public IQueryable<T> For<T>(IQueryable<T> rows, long? me) where T : class, IOwned
    {
        var owners = People.Keys.Where(p => StandIn(p) == me).ToList();
        var working = People.Values.Where(p => p.Active).Select(p => p.Id).ToList();
        var teams = Teams.Keys.Where(t => Lead(t) == me).ToList();
        return rows.Where(r => owners.Contains(r.OwnerId!.Value) || (teams.Contains(r.TeamId!.Value) && (r.OwnerId == null || !working.Contains(r.OwnerId.Value))));
    }
}
