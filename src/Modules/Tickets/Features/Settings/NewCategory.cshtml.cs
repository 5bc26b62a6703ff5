using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Features.Tickets;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Settings;

[Needs("tickets.settings")]
internal sealed class NewCategoryPage : FormPage<ChangeCategory.Command>
{
    public TicketChoices.Result Lists { get; private set; } = null!;

    protected override async Task Prepare() => Lists = await Send(new TicketChoices.Query());

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = 0 });
        return Done("/tickets/settings", "tickets.settings.saved");
    }
}
