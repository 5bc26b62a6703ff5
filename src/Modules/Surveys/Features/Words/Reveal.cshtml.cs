using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Surveys.Features.Responses;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Words;

[Needs("surveys.results")]
[Needs("reveal.sensitive")]
internal sealed class RevealPage : FormPage<RevealComments.Command>
{
    [FromRoute]
    public long Id { get; set; }

    /// <summary>What was typed, after a reason was given; it is shown once and kept nowhere else.</summary>
    public IReadOnlyList<RevealComments.Line>? Lines { get; private set; }

    protected override async Task<RevealComments.Command> Load() => new() { Id = (await Send(new ShowResponse.Query(Id))).Id };

    protected override async Task<IActionResult> Save()
    {
        Lines = await Send(Form with { Id = Id });
        Response.Headers.CacheControl = "no-store";
        return Page();
    }
}
