using Crm.Contracts.Customers;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Sales.Domain;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Sales.Features.Opportunities;

[Needs("sales.write")]
internal sealed class NewPage(CurrentUser me, ICustomerDirectory customers) : FormPage<OpenOpportunity.Command>
{
    [BindProperty(SupportsGet = true)]
    public long? Customer { get; set; }

    public IReadOnlyList<Choice> People { get; private set; } = [];

    public string? CustomerName { get; private set; }

    protected override Task<OpenOpportunity.Command> Load() => Task.FromResult(new OpenOpportunity.Command { CustomerId = Customer ?? 0, OwnerId = me.Id, Probability = Pipeline.UsualProbability(Stage.Lead) });

    protected override async Task Prepare()
    {
        People = await this.Owners();
        if (Form.CustomerId > 0) CustomerName = (await customers.Readable(Form.CustomerId, HttpContext.RequestAborted))?.Name;
    }

    protected override async Task<IActionResult> Save() => Done($"/opportunities/{await Send(Form)}", "sales.opened");
}
