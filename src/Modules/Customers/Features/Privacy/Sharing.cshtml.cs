using Crm.Contracts.Staff;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Privacy;

[Needs("privacy.manage")]
internal sealed class SharingPage(IStaffDirectory staff) : FormPage<SaveSharing.Command>
{
    [FromRoute]
    public long? Id { get; set; }

    public IReadOnlyList<Choice> People { get; private set; } = [];

    protected override async Task Prepare() => People = await StaffChoices.Active(staff, HttpContext.RequestAborted);

    protected override Task<SaveSharing.Command> Load() => Id is { } id ? Send(new SaveSharing.Query(id)) : base.Load();

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id ?? 0 });
        return Done("/privacy/sharings", "customers.privacy.saved");
    }
}
