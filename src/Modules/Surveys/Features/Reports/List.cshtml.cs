using Crm.Platform.Users;
using Crm.Platform.Web;
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
