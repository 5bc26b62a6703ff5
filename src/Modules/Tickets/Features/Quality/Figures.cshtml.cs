using Crm.Platform.Time;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Features.Tickets;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Quality;

[Needs("tickets.quality")]
internal sealed class QualityFiguresPage(InstallationZone zone, TimeProvider clock) : CrmPage
{
    [BindProperty(SupportsGet = true)]
    public long? TeamId { get; set; }

    [BindProperty(SupportsGet = true)]
    public bool All { get; set; }

    public int Days { get; private set; }
    public DateOnly First { get; private set; }
    public DateOnly Last { get; private set; }
    public QualityFigures.Result Figures { get; private set; } = null!;
    public TicketChoices.Result Lists { get; private set; } = null!;

    public async Task OnGetAsync()
    {
        var filter = DashboardFilter.Of(Request);
        (Days, (First, Last)) = (filter.Days, filter.Period(zone, clock));
        Figures = await Send(new QualityFigures.Query(First, Last, TeamId, All));
        Lists = await Send(new TicketChoices.Query());
    }
}
