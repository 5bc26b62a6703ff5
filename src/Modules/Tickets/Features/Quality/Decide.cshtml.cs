using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Features.Tickets;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Quality;

[Needs("tickets.quality"), Needs("tickets.read")]
internal sealed class DecidePage : FormPage<DecideAppeal.Command>
{
    [FromRoute]
    public long Id { get; set; }

    public ViewCheck.Result Check { get; private set; } = null!;
    public ViewTicket.Result Ticket { get; private set; } = null!;

    protected override async Task<DecideAppeal.Command> Load()
    {
        Check = await Send(new ViewCheck.Query(Id));
        return new DecideAppeal.Command { Id = Id, Version = Check.Version, Answers = [.. Check.Items.Select(i => new AnswerForm { Value = AnswerForm.Write(i.Value, marked: true), Comment = i.Comment })] };
    }

    protected override async Task Prepare()
    {
        Check ??= await Send(new ViewCheck.Query(Id));
        Ticket = await Send(new ViewTicket.Query(Check.TicketId));
    }

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return Done($"/tickets/quality/{Id}", "tickets.quality.decided");
    }
}
