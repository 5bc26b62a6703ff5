using Crm.Contracts.Staff;
using Crm.Platform.Files;
using Crm.Platform.Localization;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Improvements;
using Crm.Surveys.Features.Results;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Reports;

[Needs("improvements.read")]
internal sealed class ListPage : CrmPage
{
    [BindProperty(SupportsGet = true, Name = "")]
    public ListReports.Query Filter { get; set; } = new();

    public Slice<ReportRow> Rows { get; private set; } = new([], null);

    public async Task OnGetAsync() => Rows = await Send(Filter with { Limit = 50 });
}

/// <summary>A report, and the form to confirm it.</summary>
[Needs("improvements.read")]
internal sealed class DetailPage : FormPage<ConfirmReport.Command>
{
    [FromRoute]
    public long Id { get; set; }

    public ReportRow Report { get; private set; } = null!;

    protected override async Task<ConfirmReport.Command> Load() => new() { Id = Id, Version = (await Send(new ShowReport.Query(Id))).Version };

    protected override async Task Prepare() => Report = await Send(new ShowReport.Query(Id));

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return Done($"/surveys/reports/{Id}", "surveys.report.confirm.done");
    }
}

[Needs("improvements.read")]
internal sealed class FilePage : CrmPage
{
    public async Task<IActionResult> OnGetAsync(long id) => FileResults.Attachment(Response, await Send(new OpenReport.Query(id)));
}

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
        var about = await Send(new ReadOverview.Query(Filter with { Survey = Id }));
        Subject = string.Join(" · ", [about.Wave ?? about.Survey, .. Filter.InWords(L, show, about.Choices)]);
        Teams = await ImprovementChoices.Teams(staff, HttpContext.RequestAborted);
    }

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Of = Filter with { Survey = Id } });
        return Done($"/surveys/reports?survey={Id}", "surveys.report.sent");
    }
}
