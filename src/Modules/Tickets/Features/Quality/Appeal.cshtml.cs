using Crm.Platform.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Quality;

[Authorize]
internal sealed class AppealPage : FormPage<AppealCheck.Command>
{
    [FromRoute]
    public long Id { get; set; }

    public ViewCheck.Result Check { get; private set; } = null!;

    protected override async Task<AppealCheck.Command> Load()
    {
        Check = await Send(new ViewCheck.Query(Id));
        return new AppealCheck.Command { Id = Id, Version = Check.Version };
    }

    protected override async Task Prepare() => Check ??= await Send(new ViewCheck.Query(Id));

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return Done($"/tickets/quality/{Id}", "tickets.quality.appealed");
    }
}
