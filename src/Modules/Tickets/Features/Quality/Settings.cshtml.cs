using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Quality;

[Needs("tickets.settings")]
internal sealed class QualitySettingsPage : FormPage<ChangeQuality.Command>
{
    public IReadOnlyList<ChangeQuality.ListRow> Checklists { get; private set; } = [];

    protected override Task<ChangeQuality.Command> Load() => Send(new ChangeQuality.Query());

    protected override async Task Prepare() => Checklists = await Send(new ChangeQuality.Lists());

    protected override async Task<IActionResult> Save()
    {
        await Send(Form);
        return Done("/tickets/settings/quality", "tickets.settings.saved");
    }
}
