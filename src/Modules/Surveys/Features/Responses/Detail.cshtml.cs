using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Responses;

[Needs("surveys.results")]
internal sealed class DetailPage : CrmPage
{
    [FromRoute]
    public long Id { get; set; }

    public ShowResponse.View Answer { get; private set; } = null!;

    public async Task OnGetAsync() => Answer = await Send(new ShowResponse.Query(Id));
}
