using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Goodwill;

[Needs("goodwill.approve"), Needs("goodwill.grant")]
internal sealed class DecidePage : FormPage<DecideGoodwill.Command>
{
    [FromRoute]
    public long Id { get; set; }

    public ViewGoodwill.Result Given { get; private set; } = null!;

    protected override async Task<DecideGoodwill.Command> Load()
    {
        Given = await Send(new ViewGoodwill.Query(Id));
        return new DecideGoodwill.Command { Id = Id, Version = Given.Version };
    }

    protected override async Task Prepare() => Given ??= await Send(new ViewGoodwill.Query(Id));

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return Done($"/tickets/goodwill/{Id}", "tickets.goodwill.decided");
    }
}
