using Crm.Platform.Users;
using Crm.Platform.Web;

namespace Crm.Surveys.Features.Waves;

[Needs("surveys.read")]
internal sealed class CheckPage : CrmPage
{
    public CheckWave.View View { get; private set; } = null!;

    public async Task OnGetAsync(long id) => View = await Send(new CheckWave.Query(id));
}
