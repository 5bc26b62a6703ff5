using Crm.Contracts.Staff;
using Crm.Customers.Features.Fields;
using Crm.Customers.Features.Merging;
using Crm.Platform.Fields;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Customers;

[Needs("customers.write")]
internal sealed class NewPage(IStaffDirectory staff, CurrentUser user) : FormPage<RegisterCustomer.Command>, ICustomerForm
{
    public IReadOnlyList<Choice> People { get; private set; } = [];

    public IReadOnlyList<ShownField> Fields { get; private set; } = [];

    public IReadOnlyList<CheckDuplicates.Match> Twins { get; private set; } = [];

    CustomerInput ICustomerForm.Form => Form;

    protected override Task<RegisterCustomer.Command> Load() =>
        Task.FromResult(new RegisterCustomer.Command { OwnerId = user.Id, Language = user.Language, Zone = user.Zone.Id });

    protected override async Task Prepare()
    {
        People = await StaffChoices.Active(staff, HttpContext.RequestAborted);
        Fields = await Send(new ActiveFields.Query());
        if (Duplicate is not null) Twins = await Send(new CheckDuplicates.Query(Form, null));
    }

    public override Task<IActionResult> OnPostAsync()
    {
        Form.DropBlanks();
        return base.OnPostAsync();
    }

    protected override async Task<IActionResult> Save()
    {
        var id = await Send(Form);
        return Done($"/customers/{id}", "customers.registered", Form.Name);
    }
}
