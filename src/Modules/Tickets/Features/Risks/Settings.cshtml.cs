using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Risks;

[Needs("tickets.settings")]
internal sealed class RiskSettingsPage : FormPage<ChangeRisks.Command>
{
    public IReadOnlyList<Choice> Fields { get; private set; } = [];

    protected override async Task Prepare() => Fields = await Send(new ReadRiskFields.Query());

    protected override Task<ChangeRisks.Command> Load() => Send(new ChangeRisks.Query());

    protected override async Task<IActionResult> Save()
    {
        await Send(Form);
        return Done("/tickets/settings/risks", "tickets.settings.saved");
    }
}
