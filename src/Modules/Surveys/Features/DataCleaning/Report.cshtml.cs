using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Surveys.Features.Results;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.DataCleaning;

[Needs("surveys.results")]
internal sealed class ReportPage : CrmPage
{
    [FromRoute]
    public long Id { get; set; }

    [BindProperty(SupportsGet = true)]
    public ReadCleaning.Query Filter { get; set; } = new();

    /// <summary>The same filter, for the figures.</summary>
    [BindProperty(SupportsGet = true)]
    public ReadResults.Query Figured { get; set; } = new();

    public ReadCleaning.View Report { get; private set; } = null!;

    public ReadResults.View Results { get; private set; } = null!;

    public async Task OnGetAsync()
    {
        Report = await Send(Filter with { Survey = Id });
        Results = await Send(Figured with { Survey = Id });
    }

    /// <summary>The answers behind a count.</summary>
    public string Answers(string more, long? wave = null) => $"/responses?survey={Id}" + ((wave ?? Filter.Wave) is { } one ? $"&wave={one}" : "") + "&" + more;

    public string Decide(Domain.Flag flag, bool counted) => $"/responses/decide?survey={Id}" + (Filter.Wave is { } wave ? $"&wave={wave}" : "") + $"&flag={flag}&counted={(counted ? "true" : "false")}";
}
