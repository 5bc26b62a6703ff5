using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Features.Bulk;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Tickets;

/// <summary>Takes the list's filter from the address.</summary>
[Needs("tickets.export")]
internal sealed class ExportPage : CrmPage
{
    [BindProperty(SupportsGet = true, Name = "")]
    public ListTickets.Query Filter { get; set; } = new();

    [BindProperty(SupportsGet = true)]
    public long? Saved { get; set; }

    public int Count { get; private set; }

    BulkChoice Choice => new() { All = true, Filter = Filter with { After = null }, Saved = Saved };

    public async Task OnGetAsync() => Count = await Send(new ExportTickets.Query(Choice));

    public async Task<IActionResult> OnPostAsync() => Done($"/jobs/{await Send(new ExportTickets.Command(Choice))}");
}
