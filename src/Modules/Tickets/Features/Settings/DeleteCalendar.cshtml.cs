using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Settings;

[Needs("tickets.settings")]
internal sealed class DeleteCalendarPage : CrmPage
{
    public IActionResult OnGet(long id) => LocalRedirect($"/tickets/settings/calendars/{id}");

    public async Task<IActionResult> OnPostAsync(long id)
    {
        try { await Send(new DeleteCalendar.Command(id)); }
        catch (RuleException e) { return Done($"/tickets/settings/calendars/{id}", e.Key, e.Args); }
        return Done("/tickets/settings", "tickets.settings.calendar.deleted");
    }
}
