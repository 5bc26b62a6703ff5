using Crm.Platform.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Platform.Features.Jobs;

[Authorize]
internal sealed class RetryPage : FormPage<RetryJob.Command>
{
    [FromRoute]
    public long Id { get; set; }

    protected override async Task<IActionResult> Save()
    {
        await Send(new RetryJob.Command { Id = Id });
        return Done($"/jobs/{Id}");
    }
}
