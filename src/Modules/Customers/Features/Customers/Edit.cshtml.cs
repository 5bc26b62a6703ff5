using Crm.Contracts.Staff;
using Crm.Customers.Features.Fields;
using Crm.Customers.Features.Merging;
using Crm.Platform.Fields;
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

    public IReadOnlyList<ShownField> Fields { get; private set; } = [];

    public IReadOnlyList<CheckDuplicates.Match> Twins { get; private set; } = [];

    CustomerInput ICustomerForm.Form => Form;

    long? ICustomerForm.Id => Id;

    protected override Task<EditCustomer.Command> Load() => Send(new EditCustomer.Query(Id));

    protected override async Task Prepare()
    {
        People = await StaffChoices.Active(staff, HttpContext.RequestAborted);
        Fields = await Send(new ActiveFields.Query());
        if (Duplicate is not null) Twins = await Send(new CheckDuplicates.Query(Form, Id));
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
