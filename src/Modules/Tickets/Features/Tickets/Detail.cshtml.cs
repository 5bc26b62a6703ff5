using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Domain;

namespace Crm.Tickets.Features.Tickets;

[Needs("tickets.read")]
internal sealed class DetailPage(TimeProvider clock) : CrmPage
{
    public ViewTicket.Result Ticket { get; private set; } = null!;
    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    public ShowDesk.Result Desk { get; private set; } = null!;

    /// <summary>The list the reader came from, and the place in it; null without one.</summary>
    public string? From { get; private set; }

    /// <summary>The form that is open.</summary>
    public MessageKind Say { get; private set; }

    public async Task OnGetAsync(long id, MessageKind say = MessageKind.Reply)
    {
        Ticket = await Send(new ViewTicket.Query(id));
        Desk = await Send(new ShowDesk.Query(Ticket));
        (From, Say) = (ListPlace.Of(Request), Enum.IsDefined(say) ? say : MessageKind.Reply);
    }

    public Composer Composer(MessageKind kind) => new(kind, Ticket, Desk, From);
}
