using Crm.Platform.Time;
using Crm.Platform.Users;
using Crm.Platform.Web;

namespace Crm.Tickets.Features.Panels;

[Needs("tickets.read")]
internal sealed class VolumePage(InstallationZone zone, TimeProvider clock) : PeriodPage<VolumeFigures.Result>(zone, clock)
{
    protected override string Part => "_Volume";

    protected override PeriodQuery<VolumeFigures.Result> Ask(DateOnly first, DateOnly last, long? teamId) => new VolumeFigures.Query(first, last, teamId);
}
