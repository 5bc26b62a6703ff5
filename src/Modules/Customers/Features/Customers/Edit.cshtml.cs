using Crm.Contracts.Staff;
using Crm.Customers.Features.Fields;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Customers;

[Needs("customers.write")]
internal sealed class EditPage(IStaffDirectory staff) : FormPage<EditCustomer.Command>, ICustomerForm
{
    [FromRoute]
    public long Id { get; set; }

    public IReadOnlyList<Choice> People { get; private set; } = [];

    public IReadOnlyList<ActiveFields.Field> Fields { get; private set; } = [];

    CustomerInput ICustomerForm.Form => Form;

    protected override Task<EditCustomer.Command> Load() => Send(new EditCustomer.Query(Id));

    protected override async Task Prepare()
    {
        People = await StaffChoices.Active(staff, HttpContext.RequestAborted);
        Fields = await Send(new ActiveFields.Query());
    }

    public override Task<IActionResult> OnPostAsync()
    {
        Form.DropBlanks();
        Form = Form with { Id = Id };
        return base.OnPostAsync();
    }

    protected override async Task<IActionResult> Save()
    {
        await Send(Form);
        return Done($"/customers/{Id}", "customers.changed", Form.Name);
    }
}
