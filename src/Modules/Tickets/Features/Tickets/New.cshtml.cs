using Crm.Contracts.Customers;
using Crm.Contracts.Tickets;
using Crm.Platform.Fields;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Tickets;

[Needs("tickets.write")]
internal sealed class NewPage(ICustomerDirectory customers) : UploadPage<OpenTicket.Command>, IOwnFieldsForm
{
    [BindProperty(SupportsGet = true)]
    public long? Customer { get; set; }

    public string? CustomerName { get; private set; }
    public IReadOnlyList<Choice> Contacts { get; private set; } = [];
    public TicketChoices.Result Lists { get; private set; } = null!;

    /// <summary>Fields of one's own that the chosen type has.</summary>
    public IReadOnlyList<ShownField> Fields { get; private set; } = [];

    CustomFieldsForm IOwnFieldsForm.Own => new(Fields, Form.Custom);

    // The contacts follow from the customer, the fields from the type.
    protected override string? FreshPart => Request.Query["fresh"] == "customer" ? "_ContactOfNew" : "_OwnFields";

    protected override Task<OpenTicket.Command> Load() => Task.FromResult(new OpenTicket.Command
    {
        CustomerId = Customer, Type = TicketType.Inquiry, Channel = TicketChannel.Phone, Priority = TicketPriority.Normal, LiveCall = true,
    });

    protected override async Task Prepare()
    {
        Fields = (await Send(new TypeFields.Query(Form.Type))).Fields;
        if (Form.CustomerId is { } id && await customers.Readable(id, HttpContext.RequestAborted) is { } customer)
        {
            CustomerName = customer.Name;
            Contacts = [.. (await customers.ContactsOfCustomer(customer.Id, HttpContext.RequestAborted)).Select(c => new Choice(c.Id, c.Name))];
        }
        // A fragment shows nothing else.
        if (Fresh && IsFragment) return;
        Lists = await Send(new TicketChoices.Query());
    }

    protected override async Task<IActionResult> Save()
    {
        var id = await Send(Form with { Files = await Stored() });
        return Done($"/tickets/{id}", "tickets.opened");
    }
}
