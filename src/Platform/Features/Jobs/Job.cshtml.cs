using Crm.Platform.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Platform.Features.Jobs;

/// <summary>One job; for htmx its progress alone, which asks again by itself until the job is over.</summary>
[Authorize]
internal sealed class JobPage : CrmPage
{
    public JobFacts Job { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(long id)
    {
        Job = await Send(new ShowJob.Query(id));
        return IsFragment ? Partial("_Job", Job) : Page();
    }
}
