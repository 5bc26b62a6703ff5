using Crm.Contracts.Customers;
using Crm.Contracts.Staff;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Imports;

[Needs("customers.import")]
internal sealed class MapPage(IStaffDirectory staff, CurrentUser user) : FormPage<CheckImport.Command>
{
    [FromRoute]
    public long Id { get; set; }

    public CheckImport.View View { get; private set; } = null!;

    public IReadOnlyList<Choice> Fields { get; private set; } = [];

    public IReadOnlyList<Choice> People { get; private set; } = [];

    /// <summary>Who may not admit imports customers that wait for it.</summary>
    public IReadOnlyList<Choice> Admissions =>
        [.. (user.Can("customers.admit") ? new[] { Admission.Admitted, Admission.Pending } : [Admission.Pending]).Select(a => new Choice(a.ToString(), L[a]))];

    protected override async Task<CheckImport.Command> Load() => (await Send(new CheckImport.Query(Id))).Form;

    protected override async Task Prepare()
    {
        View = await Send(new CheckImport.Query(Id));
        Fields = [.. ImportFields.Of(View.Kind).Select(f => new Choice(f, L["customers.import.field." + f])), .. View.Own.Select(f => new Choice(f.Field, f.Label))];
        People = await StaffChoices.Active(staff, HttpContext.RequestAborted);
    }

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return Done($"/imports/{Id}");
    }
}
