using Crm.Platform.Time;

namespace Crm.Platform.Web;

/// <summary>
/// What a dashboard is asked for; every panel of the area "dashboard" gets it in its query string and
/// reads it with <see cref="Of"/>.
/// </summary>
public sealed record DashboardFilter
{
    /// <summary>The periods on offer.</summary>
    public static readonly int[] Periods = [7, 30, 90, 365];

    /// <summary>Length of the period, today included.</summary>
    public int Days { get; init; } = 30;

    /// <summary>Whether the period before is shown beside it.</summary>
    public bool Compare { get; init; }

    /// <summary>One team only; null for all that the reader's rights reach.</summary>
    public long? Team { get; init; }

    /// <summary>The filter as asked in the address; nonsense counts as the default.</summary>
    public static DashboardFilter Of(Microsoft.AspNetCore.Http.HttpRequest request) => new()
    {
        Days = int.TryParse(request.Query["days"], out var days) && Periods.Contains(days) ? days : 30,
        Compare = request.Query["compare"] == "true",
        Team = long.TryParse(request.Query["team"], out var team) && team > 0 ? team : null,
    };

    /// <summary>As a query string, for links and panels.</summary>
    public string Query => $"?days={Days}{(Compare ? "&compare=true" : "")}{(Team is { } team ? $"&team={team}" : "")}";

    /// <summary>First and last day, in the installation's zone.</summary>
    public (DateOnly First, DateOnly Last) Period(InstallationZone zone, TimeProvider clock)
    {
        var today = zone.DayOf(clock.GetUtcNow());
        return (today.AddDays(1 - Days), today);
    }

    /// <summary>First and last day of the period before.</summary>
    public (DateOnly First, DateOnly Last) Before(InstallationZone zone, TimeProvider clock)
    {
        var (first, _) = Period(zone, clock);
        return (first.AddDays(-Days), first.AddDays(-1));
    }
}
