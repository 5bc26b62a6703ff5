using Crm.Platform.Time;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Panels;

/// <summary>A panel of the dashboard that shows a period and, where asked, the one before.</summary>
internal abstract class PeriodPage(InstallationZone zone, TimeProvider clock) : CrmPage
{
    public PeriodFigures.Result Now { get; private set; } = null!;
    public PeriodFigures.Result? Before { get; private set; }
    public DateOnly First { get; private set; }
    public DateOnly Last { get; private set; }
    public string TeamQuery { get; private set; } = "";

    protected abstract string Part { get; }

    public async Task<IActionResult> OnGetAsync()
    {
        var filter = DashboardFilter.Of(Request);
        (First, Last) = filter.Period(zone, clock);
        TeamQuery = filter.Team is { } team ? $"&teamId={team}" : "";
        Now = await Send(new PeriodFigures.Query(First, Last, filter.Team));
        if (filter.Compare)
        {
            var (first, last) = filter.Before(zone, clock);
            Before = await Send(new PeriodFigures.Query(first, last, filter.Team));
        }
        return PageOr(Part);
    }

    /// <summary>The tickets opened between two days, as a link.</summary>
    public string Created(DateOnly from, DateOnly to) => $"/tickets?view=Any&createdFrom={from:yyyy-MM-dd}&createdTo={to:yyyy-MM-dd}{TeamQuery}";

    /// <summary>The tickets resolved between two days, as a link.</summary>
    public string Resolved(DateOnly from, DateOnly to) => $"/tickets?view=Closed&resolvedFrom={from:yyyy-MM-dd}&resolvedTo={to:yyyy-MM-dd}{TeamQuery}";
}
