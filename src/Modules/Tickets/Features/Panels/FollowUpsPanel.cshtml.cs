using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Features.FollowUps;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Panels;

/// <summary>Call backs owed, the most pressing first.</summary>
[Needs("followups.read")]
internal sealed class FollowUpsPanelPage(TimeProvider clock) : CrmPage
{
    public CountFollowUps.Result Counts { get; private set; } = null!;
    public IReadOnlyList<ListFollowUps.Row> Rows { get; private set; } = [];
    public DateTimeOffset Now { get; } = clock.GetUtcNow();
    public string TeamQuery { get; private set; } = "";

    public async Task<IActionResult> OnGetAsync()
    {
        var team = DashboardFilter.Of(Request).Team;
        TeamQuery = team is null ? "" : $"&teamId={team}";
        Counts = await Send(new CountFollowUps.Query(team));
        Rows = (await Send(new ListFollowUps.Query { View = FollowUpView.Open, TeamId = team, Limit = 4 })).Items;
        return PageOr("_FollowUps");
    }
}
