using Crm.Contracts.Customers;
using Crm.Customers.Domain.Privacy;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Privacy;

[Needs("privacy.manage")]
internal sealed class NewRequestPage(ICustomerDirectory customers) : FormPage<ReceiveRequest.Command>
{
    [FromQuery]
    public long? Customer { get; set; }

    public string CustomerName { get; private set; } = "";

    public IReadOnlyList<Choice> Kinds => Choices.Of<RightsKind>(L);

    protected override Task<ReceiveRequest.Command> Load() => Task.FromResult(new ReceiveRequest.Command { CustomerId = Customer });

    protected override async Task Prepare()
    {
        if (Form.CustomerId is { } id) CustomerName = (await customers.NamesOf([id], HttpContext.RequestAborted)).GetValueOrDefault(id, "");
    }

    protected override async Task<IActionResult> Save() => Done($"/privacy/requests/{await Send(Form)}", "customers.privacy.saved");
}
