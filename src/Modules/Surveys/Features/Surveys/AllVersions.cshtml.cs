using Crm.Platform.Users;
using Crm.Platform.Web;

namespace Crm.Surveys.Features.Surveys;

[Needs("surveys.read")]
internal sealed class AllVersionsPage : CrmPage
{
    public ShowSurvey.View Survey { get; private set; } = null!;

    public async Task OnGetAsync(long id) => Survey = await Send(new ShowSurvey.Query(id));
}
