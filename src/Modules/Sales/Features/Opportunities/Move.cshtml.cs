using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Sales.Domain;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Sales.Features.Opportunities;

[Needs("sales.write")]
internal sealed class MovePage : FormPage<MoveOpportunity.Command>
{
    [FromRoute]
    public long Id { get; set; }

    /// <summary>Where the board's card was dropped.</summary>
    [BindProperty(SupportsGet = true)]
    public Stage? Stage { get; set; }

    public ShowOpportunity.Result Opportunity { get; private set; } = null!;

    protected override async Task<MoveOpportunity.Command> Load()
    {
        Opportunity = await Send(new ShowOpportunity.Query(Id));
        return new MoveOpportunity.Command { Version = Opportunity.Version, Stage = Stage ?? (Opportunity.Stage < Domain.Stage.Contract ? Opportunity.Stage + 1 : Opportunity.Stage) };
    }

    protected override async Task Prepare() => Opportunity = await Send(new ShowOpportunity.Query(Id));

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return Done("/opportunities", "sales.moved");
    }
}
