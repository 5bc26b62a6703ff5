using Crm.Contracts.Staff;
using Crm.Platform.Users;

namespace Crm.Surveys.Features;

/// <summary>Teams as departments that are told of something and take note.</summary>
internal static class Departments
{
    /// <summary>Whether the user may speak for a team: who is of it, and who leads it.</summary>
    public static bool SpeaksFor(this CurrentUser user, TeamFacts team) => user.TeamIds.Contains(team.Id) || (user.Id is { } me && team.SupervisorId == me);

    /// <summary>Who hears for a team: whoever leads it; where nobody does, everybody in it.</summary>
    public static IReadOnlyList<long> HearersOf(this IReadOnlyDictionary<long, StaffFacts> people, TeamFacts? team) => team switch
    {
        null => [],
        { SupervisorId: { } leader } when people.TryGetValue(leader, out var known) && known.Active => [leader],
        _ => [.. people.Values.Where(p => p.Active && p.TeamIds.Contains(team.Id)).Select(p => p.Id)],
    };
}
