using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Settings;

[Needs("tickets.settings")]
internal sealed class ExportPage : CrmPage
{
    public async Task<IActionResult> OnGetAsync(long id, CalendarFormat format)
    {
        var file = await Send(new ExportCalendar.Query(id, format));
        return File(file.Content, file.ContentType, file.Name);
    }
}
