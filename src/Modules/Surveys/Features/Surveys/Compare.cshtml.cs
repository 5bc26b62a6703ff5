using Crm.Platform.Users;
using Crm.Platform.Web;

namespace Crm.Surveys.Features.Surveys;

[Needs("surveys.read")]
internal sealed class ComparePage : CrmPage
{
    public CompareVersions.View View { get; private set; } = null!;

    public async Task OnGetAsync(long id, int? from, int? to) => View = await Send(new CompareVersions.Query(id, from, to));
}
