using Crm.Contracts.Staff;
using Crm.Tickets.Domain;

namespace Crm.Tickets.Features.Sweeps;

/// <summary>Who is told of a ticket beside whoever has it.</summary>
internal sealed record Superiors(IReadOnlyDictionary<long, StaffFacts> People, IReadOnlyDictionary<long, TeamFacts> Teams, IReadOnlyList<long> Reviewers)
{
    public static async Task<Superiors> Of(IStaffDirectory staff, CancellationToken ct) => new(await staff.Everyone(ct), await staff.Teams(ct), await staff.HoldersOf("tickets.review", ct));

    public TeamFacts? Team(Ticket ticket) => ticket.TeamId is { } id ? Teams.GetValueOrDefault(id) : null;

    public IReadOnlyList<long> Supervisor(Ticket ticket) => Reachable(Team(ticket)?.SupervisorId is { } supervisor ? [supervisor] : []);

    /// <summary>The supervisors of all teams of a team's department.</summary>
    public IReadOnlyList<long> Department(TeamFacts team) => Reachable([.. Teams.Values.Where(t => t.DepartmentId == team.DepartmentId).Select(t => t.SupervisorId).OfType<long>()]);

    /// <summary>Who is away is told all the same, and so is whoever stands in for them. Where nobody is left, everybody who may review tickets is.</summary>
    public IReadOnlyList<long> Reachable(IReadOnlyList<long> wanted)
    {
        var here = wanted.Select(People.GetValueOrDefault).OfType<StaffFacts>().Where(p => p.Active).ToList();
        var told = here.Select(p => p.Id).Concat(here.Where(p => !p.Available).Select(p => p.SubstituteId).OfType<long>()).Distinct().ToList();
        return told.Count > 0 ? told : [.. Reviewers];
    }
}

internal static class Substitutes
{
    /// <summary>Who is asked to decide about a row: the supervisor of its team or, in an absence, who stands in, as far as their right reaches it; else everybody whose right does. Never <paramref name="asker"/>.</summary>
    public static async Task<IReadOnlyList<long>> Deciders(this IStaffDirectory staff, string permission, long? owner, long? team, long? asker, CancellationToken ct)
    {
        var may = (await staff.WhoReaches(permission, owner, team, ct)).Where(p => p != asker).ToList();
        var people = await staff.Everyone(ct);
        return team is { } id && (await staff.Teams(ct)).GetValueOrDefault(id)?.SupervisorId is { } supervisor
            && people.ActingFor(supervisor) is { } acting && people[acting].AbsentUntil is null && may.Contains(acting) ? [acting] : may;
    }

    /// <summary>Who acts for a person: themselves, while they are absent the substitute they named if that one is at work; nobody once they have left. Who only left the desk will be back.</summary>
    public static long? ActingFor(this IReadOnlyDictionary<long, StaffFacts> people, long person) =>
        people.GetValueOrDefault(person) is not { Active: true } wanted ? null
            : wanted is { AbsentUntil: not null, SubstituteId: { } other } && people.GetValueOrDefault(other) is { Active: true, AbsentUntil: null } ? other
            : person;
}
