using Crm.Platform.Users;
using Crm.Platform.Web;

namespace Crm.Knowledge.Features.Articles;

[Needs("knowledge.read")]
internal sealed class VersionPage : CrmPage
{
    public ShowVersion.Result Version { get; private set; } = null!;

    public async Task OnGetAsync(long id, string language, int number, int? with) => Version = await Send(new ShowVersion.Query(id, language, number, with));
}
