using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Panels;

[Needs("surveys.results")]
internal sealed class DashboardPanelPage : CrmPage
{
    public ReadTrend.View Trend { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(long? team)
    {
        Trend = await Send(new ReadTrend.Query { Team = team });
        return PageOr("_Dashboard");
    }

    public string Answers(string more) => $"/responses?counted=true&{more}" + (Trend.Team is { } team ? $"&team={team}" : "");
}
