using Crm.Platform.Time;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Panels;

/// <summary>A panel of the dashboard that shows a period and, where asked, the one before.</summary>
internal abstract class PeriodPage<T>(InstallationZone zone, TimeProvider clock) : CrmPage where T : class
{
    public T Now { get; private set; } = null!;
    public T? Before { get; private set; }
    public DateOnly First { get; private set; }
    public DateOnly Last { get; private set; }
    public string TeamQuery { get; private set; } = "";

    protected abstract string Part { get; }

    /// <summary>What the panel asks of a period.</summary>
    protected abstract PeriodQuery<T> Ask(DateOnly first, DateOnly last, long? teamId);

    public async Task<IActionResult> OnGetAsync()
    {
        var filter = DashboardFilter.Of(Request);
        (First, Last) = filter.Period(zone, clock);
        TeamQuery = filter.Team is { } team ? $"&teamId={team}" : "";
        Now = await Send(Ask(First, Last, filter.Team));
        if (filter.Compare)
        {
            var (first, last) = filter.Before(zone, clock);
            Before = await Send(Ask(first, last, filter.Team));
        }
        return PageOr(Part);
    }

    /// <summary>The tickets opened between two days, as a link.</summary>
    public string Created(DateOnly from, DateOnly to) => $"/tickets?view=Any&createdFrom={from:yyyy-MM-dd}&createdTo={to:yyyy-MM-dd}{TeamQuery}";

    /// <summary>The tickets resolved between two days, as a link.</summary>
    public string Resolved(DateOnly from, DateOnly to) => $"/tickets?view=Closed&resolvedFrom={from:yyyy-MM-dd}&resolvedTo={to:yyyy-MM-dd}{TeamQuery}";
}
