namespace Crm.Contracts.Staff;

/// <summary>A member of staff. <paramref name="TeamIds"/> are the teams they work in; <paramref name="Capacity"/> is how many tickets they may have assigned or in progress at once; <paramref name="AbsentUntil"/> says when the absence that runs now ends, null for who is at work or only away from the desk.</summary>
public sealed record StaffFacts(
    long Id, string Name, string Initials, string? Email, string Language, string Zone, IReadOnlyList<long> TeamIds,
    IReadOnlyList<string> Skills, IReadOnlyList<string> Regions, int Capacity, bool Active, bool Available, long? SubstituteId, DateTimeOffset? AbsentUntil);

/// <summary>A team and the department it belongs to.</summary>
public sealed record TeamFacts(long Id, string Name, long DepartmentId, string DepartmentName, long? SupervisorId, string? Code);

/// <summary>Reads the people of the installation. Answers come from a short cache: a change shows within seconds on every host.</summary>
public interface IStaffDirectory
{
    /// <summary>Everybody, active or not, by id.</summary>
    Task<IReadOnlyDictionary<long, StaffFacts>> Everyone(CancellationToken ct);

    /// <summary>All teams by id.</summary>
    Task<IReadOnlyDictionary<long, TeamFacts>> Teams(CancellationToken ct);

    /// <summary>Active people holding a permission, whatever its scope.</summary>
    Task<IReadOnlyList<long>> HoldersOf(string permission, CancellationToken ct);

    /// <summary>Active people whose permission reaches a row of this owner and team.</summary>
    Task<IReadOnlyList<long>> WhoReaches(string permission, long? ownerId, long? teamId, CancellationToken ct);
}
