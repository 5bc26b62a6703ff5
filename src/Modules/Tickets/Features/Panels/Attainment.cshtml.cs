using Crm.Platform.Time;
using Crm.Platform.Users;
using Crm.Platform.Web;

namespace Crm.Tickets.Features.Panels;

[Needs("tickets.read")]
internal sealed class AttainmentPage(InstallationZone zone, TimeProvider clock) : PeriodPage(zone, clock)
{
    protected override string Part => "_Attainment";
}
