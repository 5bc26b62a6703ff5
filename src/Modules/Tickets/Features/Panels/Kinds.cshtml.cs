using Crm.Platform.Time;
using Crm.Platform.Users;
using Crm.Platform.Web;

namespace Crm.Tickets.Features.Panels;

[Needs("tickets.read")]
internal sealed class KindsPage(InstallationZone zone, TimeProvider clock) : PeriodPage<KindFigures.Result>(zone, clock)
{
    protected override string Part => "_Kinds";

    protected override PeriodQuery<KindFigures.Result> Ask(DateOnly first, DateOnly last, long? teamId) => new KindFigures.Query(first, last, teamId);
}
