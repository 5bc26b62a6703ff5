using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Waves;

[Needs("surveys.read")]
internal sealed class DetailPage : CrmPage
{
    [FromRoute]
    public long Id { get; set; }

    public ShowWave.View Wave { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(string? after)
    {
        Wave = await Send(new ShowWave.Query(Id, after));
        return PageOr("_Progress");
    }
}
