using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Responses;

[Needs("surveys.write")]
internal sealed class DecidePage : FormPage<DecideResponse.Command>
{
    [FromRoute]
    public long Id { get; set; }

    public ShowResponse.View Answer { get; private set; } = null!;

    protected override async Task<DecideResponse.Command> Load()
    {
        var answer = await Send(new ShowResponse.Query(Id));
        return new() { Id = Id, Counted = !answer.Counted, Version = answer.Version };
    }

    protected override async Task Prepare() => Answer = await Send(new ShowResponse.Query(Id));

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return Done($"/responses/{Id}", "surveys.decide.done");
    }
}
