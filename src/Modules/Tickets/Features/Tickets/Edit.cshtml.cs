using Crm.Contracts.Customers;
using Crm.Platform.Fields;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Domain;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Tickets;

[Needs("tickets.write")]
internal sealed class EditPage(ICustomerDirectory customers) : FormPage<EditTicket.Command>, IOwnFieldsForm
{
    [FromRoute]
    public long Id { get; set; }

    public ViewTicket.Result Ticket { get; private set; } = null!;
    public TicketChoices.Result Lists { get; private set; } = null!;
    public IReadOnlyList<Choice> Contacts { get; private set; } = [];
    public TypeFields.Result Own { get; private set; } = null!;

    /// <summary>A step that was refused: what it needs is pointed out.</summary>
    [FromQuery]
    public NeededFrom? Step { get; set; }

    CustomFieldsForm IOwnFieldsForm.Own => new(Own.Fields, Form.Custom);

    protected override string? FreshPart => "_OwnFields";

    public override async Task<IActionResult> OnGetAsync()
    {
        var page = await base.OnGetAsync();
        if (Step is { } step)
            foreach (var (field, name) in (await Send(new StepForm.Query(Id, step))).Missing) ModelState.AddModelError("Form." + field, L["tickets.rule.needed", name]);
        return page;
    }

    protected override async Task<EditTicket.Command> Load()
    {
        Ticket = await Send(new ViewTicket.Query(Id));
        Own = await Send(new TypeFields.Query(Ticket.Type));
        return new EditTicket.Command { Id = Id, Subject = Ticket.Subject, Type = Ticket.Type, Priority = Ticket.Priority, CategoryId = Ticket.CategoryId, ContactId = Ticket.ContactId, Custom = Own.Typed(Ticket.Custom), Version = Ticket.Version };
    }

    protected override async Task Prepare()
    {
        Ticket ??= await Send(new ViewTicket.Query(Id));
        Own = await Send(new TypeFields.Query(Form.Type));
        Contacts = [.. (await customers.ContactsOfCustomer(Ticket.CustomerId, HttpContext.RequestAborted)).Select(c => new Choice(c.Id, c.Name))];
        Lists = await Send(new TicketChoices.Query());
    }

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return Done($"/tickets/{Id}", "tickets.edited");
    }
}
