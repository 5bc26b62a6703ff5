using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Staff.Features.Organisation;

[Needs("staff.manage")]
internal sealed class EditTeamPage : FormPage<SaveTeam.Command>
{
    [BindProperty(SupportsGet = true)]
    public long Id { get; set; }

    public TeamChoices Choices { get; private set; } = null!;

    protected override Task<SaveTeam.Command> Load() => Send(new SaveTeam.Query(Id));

    protected override async Task Prepare() => Choices = await Send(new SaveTeam.ChoicesQuery());

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return Done("/teams", "saved");
    }
}
