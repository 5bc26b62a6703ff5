using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.FollowUps;

[Needs("followups.read")]
internal sealed class ListPage(TimeProvider clock) : CrmPage
{
    [BindProperty(SupportsGet = true, Name = "")]
    public ListFollowUps.Query Filter { get; set; } = new();

    public FollowUpView View => Filter.View ?? FollowUpView.Open;
    public Slice<ListFollowUps.Row> Rows { get; private set; } = new([], null);
    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    /// <summary>What a figure has asked for, in words.</summary>
    public IReadOnlyList<string> Narrowed =>
    [
        .. new[] { Filter.Outcome is { } outcome ? L[outcome] : null, Filter.Month, Filter.From is { } from ? $"≥ {from:yyyy-MM-dd}" : null, Filter.To is { } to ? $"≤ {to:yyyy-MM-dd}" : null,
            Filter.TeamId is null ? null : L["tickets.team"], Filter.OwnerId is null ? null : L["tickets.followup.owner"], Filter.CauseId is null ? null : L["tickets.cause"] }.OfType<string>(),
    ];

    public async Task OnGetAsync() => Rows = await Send(Filter with { View = View, Limit = 50 });
}
