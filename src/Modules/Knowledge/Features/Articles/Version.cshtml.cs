using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Knowledge.Features.Articles;

[Needs("knowledge.read")]
internal sealed class VersionPage : CrmPage
{
    public ShowVersion.Result Version { get; private set; } = null!;

    public async Task OnGetAsync(long id, string language, int number, [FromQuery(Name = "with")] int? other) => Version = await Send(new ShowVersion.Query(id, language, number, other));
}
