using Crm.Platform.Time;
using Crm.Platform.Users;
using Crm.Platform.Web;

namespace Crm.Tickets.Features.Panels;

[Needs("tickets.read")]
internal sealed class AttainmentPage(InstallationZone zone, TimeProvider clock) : PeriodPage<AttainmentFigures.Result>(zone, clock)
{
    protected override string Part => "_Attainment";

    protected override PeriodQuery<AttainmentFigures.Result> Ask(DateOnly first, DateOnly last, long? teamId) => new AttainmentFigures.Query(first, last, teamId);
}
