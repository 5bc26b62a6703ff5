using Crm.Platform.Time;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Goodwill;

[Needs("goodwill.approve")]
internal sealed class GoodwillReportPage(InstallationZone zone, TimeProvider clock) : CrmPage
{
    [BindProperty(SupportsGet = true)]
    public GoodwillBy By { get; set; }

    public DateOnly From { get; private set; }
    public DateOnly To { get; private set; }
    public ReportGoodwill.Result Report { get; private set; } = null!;

    /// <summary>Name of the list's filter for a line.</summary>
    public string Filter => By switch { GoodwillBy.Cause => "causeId", GoodwillBy.Type => "type", _ => "teamId" };

    /// <summary>Without a period: the month so far. A period that ends before it begins is turned round.</summary>
    public async Task OnGetAsync(DateOnly? from, DateOnly? to)
    {
        var today = zone.DayOf(clock.GetUtcNow());
        var (first, last) = (from ?? new DateOnly(today.Year, today.Month, 1), to ?? today);
        (From, To) = first <= last ? (first, last) : (last, first);
        Report = await Send(new ReportGoodwill.Query(From, To, Enum.IsDefined(By) ? By : GoodwillBy.Cause));
    }
}
