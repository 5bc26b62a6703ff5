using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Surveys;

[Needs("surveys.read")]
internal sealed class DetailPage : CrmPage
{
    [FromRoute]
    public long Id { get; set; }

    public ShowSurvey.View Survey { get; private set; } = null!;

    public async Task OnGetAsync() => Survey = await Send(new ShowSurvey.Query(Id));
}
