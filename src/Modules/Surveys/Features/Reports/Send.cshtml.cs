using Crm.Contracts.Staff;
using Crm.Platform.Localization;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Surveys.Features.Improvements;
using Crm.Surveys.Features.Results;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Reports;

/// <summary>The form that sends the results the reader has before them.</summary>
[Needs("surveys.export"), Needs("surveys.results")]
internal sealed class SendPage(IStaffDirectory staff, Show show) : FormPage<SendReport.Command>
{
    [FromRoute]
    public long Id { get; set; }

    [BindProperty(SupportsGet = true, Name = "")]
    public ReadResults.Query Filter { get; set; } = new();

    /// <summary>What is sent: of which survey or wave, and narrowed to what.</summary>
    public string Subject { get; private set; } = "";

    public IReadOnlyList<Choice> Teams { get; private set; } = [];

    public string Back => (Filter.Wave is { } wave ? $"/waves/{wave}/results" : $"/surveys/{Id}/results") + FilterAddress.Query(Filter with { Wave = null });

    protected override async Task Prepare()
    {
        Subject = Filter.Subject(L, show, await Send(new ReadOverview.Query(Filter with { Survey = Id })));
        Teams = await ImprovementChoices.Teams(staff, HttpContext.RequestAborted);
    }

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Of = Filter with { Survey = Id } });
        return Done($"/surveys/reports?survey={Id}", "surveys.report.sent");
    }
}
