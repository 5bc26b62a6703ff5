using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Quality;

[Needs("tickets.quality")]
internal sealed class SkipPage : FormPage<SkipCheck.Command>
{
    [FromRoute]
    public long Id { get; set; }

    public ViewCheck.Result Check { get; private set; } = null!;

    protected override async Task<SkipCheck.Command> Load()
    {
        Check = await Send(new ViewCheck.Query(Id));
        return new SkipCheck.Command { Id = Id, Version = Check.Version };
    }

    protected override async Task Prepare() => Check ??= await Send(new ViewCheck.Query(Id));

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return Done("/tickets/quality", "tickets.quality.skipped");
    }
}
