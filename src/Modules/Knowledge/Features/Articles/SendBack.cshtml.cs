using Crm.Contracts.Knowledge;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Knowledge.Features.Articles;

/// <summary>From review back to draft, with what its writers are to do.</summary>
[Needs("knowledge.write")]
internal sealed class SendBackPage : FormPage<MoveArticle.Command>
{
    [FromRoute]
    public long Id { get; set; }

    public ShowArticle.Result Article { get; private set; } = null!;

    protected override async Task<MoveArticle.Command> Load()
    {
        Article = await Send(new ShowArticle.Query(Id));
        return new MoveArticle.Command { Id = Id, Version = Article.Version };
    }

    protected override async Task Prepare() => Article ??= await Send(new ShowArticle.Query(Id));

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id, To = ArticleState.Draft });
        return Done($"/knowledge/articles/{Id}", "knowledge.moved", L[ArticleState.Draft]);
    }
}
