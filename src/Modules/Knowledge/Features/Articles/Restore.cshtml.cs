using Crm.Platform.Users;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Knowledge.Features.Articles;

[Needs("knowledge.write")]
internal sealed class RestorePage : ArticleActPage
{
    [FromRoute]
    public string Language { get; set; } = "";

    [FromRoute]
    public int Number { get; set; }

    [BindProperty]
    public uint Version { get; set; }

    protected override async Task<IActionResult> Act()
    {
        await Send(new RestoreVersion.Command(Id, Language, Number, Version));
        return Done($"/knowledge/articles/{Id}?language={Language}", "knowledge.restored", Number);
    }
}
