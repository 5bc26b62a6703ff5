using Crm.Platform.Modules;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Staff.Features.Roles;

/// <summary>What the fields of a role need from their page.</summary>
internal interface IRoleForm
{
    SaveRole.Command Form { get; }

    /// <summary>All rights, those of one thing together.</summary>
    IEnumerable<IGrouping<string, Permission>> Permissions { get; }
}

internal static class PermissionGroups
{
    public static IEnumerable<IGrouping<string, Permission>> Grouped(this ModuleList modules) => modules.Permissions.DistinctBy(p => p.Name).GroupBy(p => p.Name.Split('.')[0]);
}

[Needs("staff.manage")]
internal sealed class NewPage(ModuleList modules) : FormPage<SaveRole.Command>, IRoleForm
{
    public IEnumerable<IGrouping<string, Permission>> Permissions => modules.Grouped();

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = 0 });
        return Done("/roles", "saved");
    }
}
