using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Features.Tickets;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Settings;

[Needs("tickets.settings")]
internal sealed class CategoryPage : FormPage<ChangeCategory.Command>
{
    [FromRoute]
    public long Id { get; set; }

    public TicketChoices.Result Lists { get; private set; } = null!;

    protected override Task<ChangeCategory.Command> Load() => Send(new ChangeCategory.Query(Id));

    protected override async Task Prepare() => Lists = await Send(new TicketChoices.Query());

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return Done("/tickets/settings", "tickets.settings.saved");
    }
}
