using Crm.Contracts.Knowledge;
using Crm.Platform.Users;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Knowledge.Features.Articles;

[Needs("knowledge.write")]
internal sealed class MovePage : ArticleActPage
{
    [BindProperty]
    public ArticleState? To { get; set; }

    [BindProperty]
    public uint Version { get; set; }

    protected override async Task<IActionResult> Act()
    {
        await Send(new MoveArticle.Command { Id = Id, To = To, Version = Version });
        return Done($"/knowledge/articles/{Id}", "knowledge.moved", L[To!.Value]);
    }
}
