using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Quality;

[Needs("tickets.quality")]
internal sealed class QualityListPage : CrmPage
{
    [BindProperty(SupportsGet = true, Name = "")]
    public ListChecks.Query Filter { get; set; } = new();

    public QualityView View => Filter.View ?? QualityView.ToDo;
    public Slice<ListChecks.Row> Rows { get; private set; } = new([], null);

    public async Task OnGetAsync() => Rows = await Send(Filter with { View = View, Limit = 50 });
}
