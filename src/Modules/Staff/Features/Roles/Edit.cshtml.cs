using Crm.Platform.Modules;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Staff.Features.Roles;

[Needs("staff.manage")]
internal sealed class EditPage(ModuleList modules) : FormPage<SaveRole.Command>, IRoleForm
{
    [BindProperty(SupportsGet = true)]
    public long Id { get; set; }

    public IEnumerable<IGrouping<string, Permission>> Permissions => modules.Grouped();

    protected override Task<SaveRole.Command> Load() => Send(new SaveRole.Query(Id));

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return Done("/roles", "saved");
    }
}
