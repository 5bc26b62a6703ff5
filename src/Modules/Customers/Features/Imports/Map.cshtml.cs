using Crm.Contracts.Staff;
using Crm.Customers.Domain;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Imports;

[Needs("customers.import")]
internal sealed class MapPage(IStaffDirectory staff) : FormPage<CheckImport.Command>
{
    [FromRoute]
    public long Id { get; set; }

    public CheckImport.View View { get; private set; } = null!;

    public IReadOnlyList<Choice> Fields { get; private set; } = [];

    public IReadOnlyList<Choice> People { get; private set; } = [];

    protected override async Task<CheckImport.Command> Load() => (await Send(new CheckImport.Query(Id))).Form;

    protected override async Task Prepare()
    {
        View = await Send(new CheckImport.Query(Id));
        Fields = [.. ImportFields.Of(View.Kind).Keys.Select(f => new Choice(f, L["customers.import.field." + f]))];
        People = await StaffChoices.Active(staff, HttpContext.RequestAborted);
    }

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return Done($"/imports/{Id}");
    }
}
