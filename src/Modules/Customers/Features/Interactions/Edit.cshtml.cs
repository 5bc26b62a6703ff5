using Crm.Contracts.Customers;
using Crm.Contracts.Staff;
using Crm.Platform.Files;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Interactions;

[Needs("customers.write")]
internal sealed class EditPage(IStaffDirectory staff, ICustomerDirectory customers) : UploadPage<EditInteraction.Command>, IInteractionForm
{
    [FromRoute]
    public long Id { get; set; }

    InteractionInput IInteractionForm.Form => Form;

    public IReadOnlyList<Choice> People { get; private set; } = [];

    public IReadOnlyList<Choice> Contacts { get; private set; } = [];

    public IReadOnlyList<FileFacts> Files { get; private set; } = [];

    protected override Task<EditInteraction.Command> Load() => Send(new EditInteraction.Query(Id));

    protected override async Task Prepare()
    {
        var ct = HttpContext.RequestAborted;
        var shown = await Send(new ShowInteraction.Query(Id));
        Files = shown.Files;
        People = await StaffChoices.Active(staff, ct);
        Contacts = [.. (await customers.ContactsOfCustomer(shown.CustomerId, ct)).Select(c => new Choice($"{c.Id}", c.Name))];
    }

    public override Task<IActionResult> OnPostAsync()
    {
        Form = Form with { Id = Id };
        return base.OnPostAsync();
    }

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Files = await Stored() });
        return Done($"/interactions/{Id}", "customers.interaction.changed");
    }
}
