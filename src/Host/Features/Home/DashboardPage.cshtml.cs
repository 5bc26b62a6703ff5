using Crm.Contracts.Staff;
using Crm.Platform.Time;
using Crm.Platform.Users;
using Crm.Platform.Web;

namespace Crm.Host.Features.Home;

/// <summary>The frame of the dashboard; every figure is a module's panel.</summary>
[Needs("dashboard.view")]
internal sealed class DashboardPage(IStaffDirectory staff, InstallationZone zone, TimeProvider clock) : CrmPage
{
    public DashboardFilter Filter { get; private set; } = new();

    public IReadOnlyList<Choice> Teams { get; private set; } = [];

    public DateOnly First => Filter.Period(zone, clock).First;

    public DateOnly Last => Filter.Period(zone, clock).Last;

    public async Task OnGetAsync()
    {
        Filter = DashboardFilter.Of(Request);
        var teams = await staff.Teams(HttpContext.RequestAborted);
        Teams = [.. teams.Values.OrderBy(t => t.DepartmentName).ThenBy(t => t.Name).Select(t => new Choice(t.Id, t.Name))];
    }
}
