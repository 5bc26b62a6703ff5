using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Features.Tickets;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Quality;

/// <summary>Scores beside the conversation, which has to be within the reader's reach.</summary>
[Needs("tickets.quality"), Needs("tickets.read")]
internal sealed class ScorePage : FormPage<ScoreCheck.Command>
{
    [FromRoute]
    public long Id { get; set; }

    public ViewCheck.Result Check { get; private set; } = null!;
    public ViewTicket.Result Ticket { get; private set; } = null!;

    protected override async Task<ScoreCheck.Command> Load()
    {
        Check = await Send(new ViewCheck.Query(Id));
        return new ScoreCheck.Command { Id = Id, Version = Check.Version };
    }

    protected override async Task Prepare()
    {
        Check ??= await Send(new ViewCheck.Query(Id));
        Ticket = await Send(new ViewTicket.Query(Check.TicketId));
    }

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return Done("/tickets/quality", "tickets.quality.scored");
    }
}
