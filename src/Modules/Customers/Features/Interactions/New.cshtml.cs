using Crm.Contracts.Customers;
using Crm.Contracts.Staff;
using Crm.Customers.Features.ToDos;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Interactions;

[Needs("customers.write")]
internal sealed class NewPage(IStaffDirectory staff, ICustomerDirectory customers, CurrentUser user, TimeProvider clock) : UploadPage<LogInteraction.Command>, IInteractionForm
{
    /// <summary>Empty rows to type to-dos into.</summary>
    public const int ToDoRows = 3;

    [FromRoute]
    public long CustomerId { get; set; }

    /// <summary>The contact it was with, when the form is opened from their page.</summary>
    [FromQuery]
    public long? Contact { get; set; }

    InteractionInput IInteractionForm.Form => Form;

    public IReadOnlyList<Choice> People { get; private set; } = [];

    public IReadOnlyList<Choice> Contacts { get; private set; } = [];

    protected override Task<LogInteraction.Command> Load() => Task.FromResult(new LogInteraction.Command { At = clock.GetUtcNow(), ResponsibleId = user.Id, ContactId = Contact });

    protected override async Task Prepare()
    {
        var ct = HttpContext.RequestAborted;
        People = await StaffChoices.Active(staff, ct);
        Contacts = [.. (await customers.ContactsOfCustomer(CustomerId, ct)).Select(c => new Choice($"{c.Id}", c.Name))];
    }

    public override Task<IActionResult> OnPostAsync()
    {
        Form.ToDos.RemoveAll(t => string.IsNullOrWhiteSpace(t.What) && t.DueAt is null);
        return base.OnPostAsync();
    }

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { CustomerId = CustomerId, Files = await Stored() });
        return Done(Contact is { } contact ? $"/customers/{CustomerId}/contacts/{contact}" : $"/customers/{CustomerId}", "customers.interaction.logged");
    }
}

/// <summary>What the shared fields of the new and the edit page need.</summary>
internal interface IInteractionForm
{
    InteractionInput Form { get; }

    IReadOnlyList<Choice> People { get; }

    IReadOnlyList<Choice> Contacts { get; }
}
