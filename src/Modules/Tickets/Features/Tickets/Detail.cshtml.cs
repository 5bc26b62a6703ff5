using Crm.Platform.Users;
using Crm.Platform.Web;

namespace Crm.Tickets.Features.Tickets;

[Needs("tickets.read")]
internal sealed class DetailPage(TimeProvider clock) : CrmPage
{
    public ViewTicket.Result Ticket { get; private set; } = null!;
    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    /// <summary>The reply form stands on this page and is sent to its own.</summary>
    public AddMessage.Command Form { get; } = new() { Visibility = MessageVisibility.Public };

    /// <summary>The list the reader came from, for the way to the next ticket of it; null without one.</summary>
    public string? From => Request.Query.ContainsKey("view") || Request.Query.ContainsKey("saved") ? Request.QueryString.Value!.TrimStart('?') : null;

    public async Task OnGetAsync(long id) => Ticket = await Send(new ViewTicket.Query(id));
}
