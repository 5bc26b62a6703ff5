using Crm.Platform.Features.Jobs;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Bulk;

/// <summary>How far a bulk change is, and what came of it.</summary>
[Needs("tickets.bulk")]
internal sealed class ShowBulkPage : CrmPage
{
    /// <summary>The list the tickets were chosen from, as its address has it.</summary>
    [FromQuery]
    public string? Back { get; set; }

    public ShowBulk.Result Run { get; private set; } = null!;
    public JobFacts? Job { get; private set; }

    /// <summary>What an address says of the list it came from.</summary>
    public static string To(string? back) => string.IsNullOrEmpty(back) ? "" : QueryString.Create("back", back).ToString();

    public async Task OnGetAsync(long id)
    {
        Run = await Send(new ShowBulk.Query(id));
        Job = Run.JobId is { } job ? await Send(new ShowJob.Query(job)) : null;
    }
}

/// <summary>What failed, for a spreadsheet.</summary>
[Needs("tickets.bulk")]
internal sealed class BulkFailuresPage : CrmPage
{
    public async Task<IActionResult> OnGetAsync(long id) =>
        File(ShowBulk.Csv(await Send(new ShowBulk.Query(id, Whole: true)), L), "text/csv; charset=utf-8", $"bulk-{id}.csv");
}

[Needs("tickets.bulk")]
internal sealed class RetryBulkPage : CrmPage
{
    [FromQuery]
    public string? Back { get; set; }

    public IActionResult OnGet(long id) => LocalRedirect($"/tickets/bulk/{id}{ShowBulkPage.To(Back)}");

    public async Task<IActionResult> OnPostAsync(long id)
    {
        await Send(new RetryBulk.Command(id));
        return Done($"/tickets/bulk/{id}{ShowBulkPage.To(Back)}", "tickets.bulk.started");
    }
}
