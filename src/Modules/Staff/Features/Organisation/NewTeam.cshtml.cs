using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Staff.Features.Organisation;

[Needs("staff.manage")]
internal sealed class NewTeamPage : FormPage<SaveTeam.Command>
{
    public TeamChoices Choices { get; private set; } = null!;

    protected override async Task Prepare() => Choices = await Send(new SaveTeam.ChoicesQuery());

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = 0 });
        return Done("/teams", "saved");
    }
}
