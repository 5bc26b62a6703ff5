using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Domain;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Settings;

[Needs("tickets.settings")]
internal sealed class SlaPage : FormPage<ChangeSla.Command>
{
    public SlaChoices.Result Lists { get; private set; } = null!;

    protected override Task<ChangeSla.Command> Load() => Send(new ChangeSla.Query());

    protected override async Task Prepare()
    {
        Lists = await Send(new SlaChoices.Query());
        while (Form.Steps.Count < SlaSettings.MaxSteps) Form.Steps.Add(new());
    }

    protected override async Task<IActionResult> Save()
    {
        await Send(Form);
        return Done("/tickets/settings", "tickets.settings.saved");
    }
}
