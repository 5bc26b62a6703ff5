using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Surveys.Domain;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.AnswerImports;

[Needs("surveys.write")]
internal sealed class ShowPage : CrmPage
{
    [FromRoute]
    public long Id { get; set; }

    [FromQuery]
    public AnswerRowState? State { get; set; }

    [FromQuery]
    public string? After { get; set; }

    public ShowAnswerImport.View Import { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync()
    {
        Import = await Send(new ShowAnswerImport.Query(Id, State, After));
        return PageOr("_Import");
    }
}
