using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Goodwill;

[Needs("goodwill.approve"), Needs("goodwill.grant")]
internal sealed class TakeBackPage : FormPage<TakeBackGoodwill.Command>
{
    [FromRoute]
    public long Id { get; set; }

    public ViewGoodwill.Result Given { get; private set; } = null!;

    protected override async Task<TakeBackGoodwill.Command> Load()
    {
        Given = await Send(new ViewGoodwill.Query(Id));
        return new TakeBackGoodwill.Command { Id = Id, Version = Given.Version };
    }

    protected override async Task Prepare() => Given ??= await Send(new ViewGoodwill.Query(Id));

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return Done($"/tickets/goodwill/{Id}", "tickets.goodwill.taken_back");
    }
}
