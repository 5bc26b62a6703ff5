using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Waves;

[Needs("surveys.read")]
internal sealed class ProgressPage : CrmPage
{
    [FromRoute]
    public long Id { get; set; }

    public ReadProgress.View View { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync()
    {
        View = await Send(new ReadProgress.Query(Id));
        return PageOr("_WaveProgress");
    }
}
