using Crm.Platform.Users;
using Crm.Platform.Web;

namespace Crm.Surveys.Features.Surveys;

[Needs("surveys.read")]
internal sealed class VersionPage : CrmPage
{
    public ReadVersion.View View { get; private set; } = null!;

    public async Task OnGetAsync(long id, int number) => View = await Send(new ReadVersion.Query(id, number));
}
