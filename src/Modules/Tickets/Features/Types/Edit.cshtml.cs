using Crm.Contracts.Tickets;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Types;

[Needs("tickets.settings")]
internal sealed class EditPage : FormPage<ChangeType.Command>
{
    [FromRoute(Name = "type")]
    public string Name { get; set; } = "";

    public TicketType Known => Enum.TryParse<TicketType>(Name, ignoreCase: true, out var type) && Enum.IsDefined(type) ? type : throw new MissingException("TicketType", Name);

    protected override Task<ChangeType.Command> Load() => Send(new ChangeType.Query(Known));

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Type = Known });
        return Done("/tickets/settings/types", "tickets.types.saved");
    }
}
