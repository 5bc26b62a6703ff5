using Crm.Platform.Data;
using Crm.Platform.Localization;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Platform.Features.Jobs;

[Authorize]
internal sealed class ListPage : CrmPage
{
    [BindProperty(SupportsGet = true)]
    public JobState? State { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    public Slice<JobFacts> Rows { get; private set; } = new([], null);

    public async Task OnGetAsync() => Rows = await Send(new ListJobs.Query(State, After));

    public static string ColorOf(JobState state) => state switch
    {
        JobState.Succeeded => "green",
        JobState.Failed => "red",
        JobState.Running => "blue",
        _ => "secondary",
    };

    public static string Took(Texts texts, TimeSpan span) =>
        span.TotalSeconds < 60 ? texts["time.seconds", Math.Round(span.TotalSeconds, 1)] : texts["time.minutes", (int)span.TotalMinutes];
}
