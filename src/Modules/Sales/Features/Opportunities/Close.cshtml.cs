using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Sales.Domain;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Sales.Features.Opportunities;

[Needs("sales.write")]
internal sealed class ClosePage : FormPage<CloseOpportunity.Command>
{
    [FromRoute]
    public long Id { get; set; }

    [BindProperty(SupportsGet = true)]
    public Outcome Outcome { get; set; } = Outcome.Won;

    public ShowOpportunity.Result Opportunity { get; private set; } = null!;

    protected override async Task<CloseOpportunity.Command> Load()
    {
        Opportunity = await Send(new ShowOpportunity.Query(Id));
        return new CloseOpportunity.Command { Version = Opportunity.Version, Outcome = Outcome };
    }

    protected override async Task Prepare() => Opportunity = await Send(new ShowOpportunity.Query(Id));

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return Done($"/opportunities/{Id}", Form.Outcome == Outcome.Won ? "sales.wonNow" : "sales.lostNow");
    }
}
