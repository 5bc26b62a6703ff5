using Crm.Contracts.Customers;
using Crm.Contracts.Staff;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Interactions;

[Needs("customers.write")]
internal sealed class EditPage(IStaffDirectory staff, ICustomerDirectory customers) : FormPage<EditInteraction.Command>, IInteractionForm
{
    [FromRoute]
    public long Id { get; set; }

    InteractionInput IInteractionForm.Form => Form;

    public IReadOnlyList<Choice> People { get; private set; } = [];

    public IReadOnlyList<Choice> Contacts { get; private set; } = [];

    protected override Task<EditInteraction.Command> Load() => Send(new EditInteraction.Query(Id));

    protected override async Task Prepare()
    {
        var ct = HttpContext.RequestAborted;
        var customerId = (await Send(new ShowInteraction.Query(Id))).CustomerId;
        People = await StaffChoices.Active(staff, ct);
        Contacts = [.. (await customers.ContactsOfCustomer(customerId, ct)).Select(c => new Choice($"{c.Id}", c.Name))];
    }

    public override Task<IActionResult> OnPostAsync()
    {
        Form = Form with { Id = Id };
        return base.OnPostAsync();
    }

    protected override async Task<IActionResult> Save()
    {
        await Send(Form);
        return Done($"/interactions/{Id}", "customers.interaction.changed");
    }
}
