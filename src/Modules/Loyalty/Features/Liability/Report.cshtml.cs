using Crm.Platform.Files;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Loyalty.Features.Liability;

[Needs("loyalty.liability")]
internal sealed class ReportPage : CrmPage
{
    [BindProperty(SupportsGet = true)]
    public DateOnly? To { get; set; }

    [BindProperty(SupportsGet = true)]
    public int? Months { get; set; }

    public ReadLiability.View View { get; private set; } = null!;

    public async Task OnGetAsync() => View = await Send(Of(To, Months));

    /// <summary>An address typed wrongly shows the year.</summary>
    internal static ReadLiability.Query Of(DateOnly? to, int? months) => new() { To = to is { Year: >= 2000 and < 2200 } ? to : null, Months = months is >= 1 and <= 60 ? months.Value : 12 };
}

[Needs("loyalty.liability")]
internal sealed class FilePage : CrmPage
{
    [BindProperty(SupportsGet = true)]
    public DateOnly? To { get; set; }

    [BindProperty(SupportsGet = true)]
    public int? Months { get; set; }

    [BindProperty(SupportsGet = true)]
    public ExportFormat Format { get; set; } = ExportFormat.Csv;

    public async Task<IActionResult> OnGetAsync()
    {
        var file = await Send(new ExportLiability.Command(ReportPage.Of(To, Months), Enum.IsDefined(Format) ? Format : ExportFormat.Xlsx));
        return File(file.Content, file.ContentType, file.Name);
    }
}

[Needs("loyalty.programme")]
internal sealed class LiabilitySettingsPage : FormPage<ChangeLiability.Command>
{
    protected override Task<ChangeLiability.Command> Load() => Send(new ChangeLiability.Query());

    protected override async Task<IActionResult> Save()
    {
        await Send(Form);
        return Done("/loyalty/liability", "saved");
    }
}
