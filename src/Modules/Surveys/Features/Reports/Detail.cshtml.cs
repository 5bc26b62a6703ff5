using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Reports;

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
