using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Domain;
using Microsoft.AspNetCore.WebUtilities;

namespace Crm.Tickets.Features.Tickets;

[Needs("tickets.read")]
internal sealed class DetailPage(TimeProvider clock) : CrmPage
{
    public ViewTicket.Result Ticket { get; private set; } = null!;
    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    public ShowDesk.Result Desk { get; private set; } = null!;

    /// <summary>The view one came from, by the address or else by the list one left.</summary>
    public TicketView? View { get; private set; }

    /// <summary>The form that is open.</summary>
    public MessageKind Say { get; private set; }

    public async Task OnGetAsync(long id, TicketView? view, MessageKind say = MessageKind.Reply)
    {
        Ticket = await Send(new ViewTicket.Query(id));
        Desk = await Send(new ShowDesk.Query(id, Ticket.CategoryId));
        (View, Say) = (view ?? Left(), Enum.IsDefined(say) ? say : MessageKind.Reply);
    }

    public Composer Composer(MessageKind kind) => new(kind, Ticket, Desk, View);

    TicketView? Left() =>
        Uri.TryCreate(Request.Headers.Referer, UriKind.Absolute, out var from) && from.Host == Request.Host.Host && from.AbsolutePath == "/tickets"
        && QueryHelpers.ParseQuery(from.Query).TryGetValue("view", out var name) && Enum.TryParse<TicketView>(name, ignoreCase: true, out var left) && Enum.IsDefined(left) ? left : null;
}
