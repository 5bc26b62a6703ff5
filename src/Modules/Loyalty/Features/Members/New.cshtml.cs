using Crm.Contracts.Customers;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Loyalty.Features.Members;

[Needs("loyalty.write")]
internal sealed class NewPage(ICustomerDirectory customers) : FormPage<JoinMember.Command>
{
    [BindProperty(SupportsGet = true)]
    public long? Customer { get; set; }

    public string? CustomerName { get; private set; }

    protected override Task<JoinMember.Command> Load() => Task.FromResult(new JoinMember.Command { CustomerId = Customer ?? 0 });

    protected override async Task Prepare()
    {
        if (Form.CustomerId > 0) CustomerName = (await customers.Readable(Form.CustomerId, HttpContext.RequestAborted))?.Name;
    }

    protected override async Task<IActionResult> Save() => Done($"/loyalty/members/{await Send(Form)}", "loyalty.joinedNow");
}
