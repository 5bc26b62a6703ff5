using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Features.Tickets;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Quality;

[Needs("tickets.quality")]
internal sealed class SamplePage : FormPage<DrawSample.Command>
{
    public TicketChoices.Result Lists { get; private set; } = null!;

    protected override Task<DrawSample.Command> Load() => Send(new DrawSample.Query());

    protected override async Task Prepare() => Lists = await Send(new TicketChoices.Query());

    protected override async Task<IActionResult> Save()
    {
        var drawn = await Send(Form);
        return Done("/tickets/quality", "tickets.quality.drawn", drawn.Drawn, drawn.Candidates, drawn.Seed);
    }
}
