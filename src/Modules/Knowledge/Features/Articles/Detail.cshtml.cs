using Crm.Platform.Users;
using Crm.Platform.Web;

namespace Crm.Knowledge.Features.Articles;

[Needs("knowledge.read")]
internal sealed class DetailPage : CrmPage
{
    public ShowArticle.Result Article { get; private set; } = null!;

    public async Task OnGetAsync(long id, string? language) => Article = await Send(new ShowArticle.Query(id, language));
}
