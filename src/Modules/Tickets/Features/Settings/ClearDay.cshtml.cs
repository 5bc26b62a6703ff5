using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Settings;

[Needs("tickets.settings")]
internal sealed class ClearDayPage : CrmPage
{
    public IActionResult OnGet(long id) => LocalRedirect($"/tickets/settings/calendars/{id}");

    public async Task<IActionResult> OnPostAsync(long id, string date)
    {
        if (!DateOnly.TryParseExact(date, "yyyy-MM-dd", out var day)) return NotFound();
        await Send(new ClearCalendarDay.Command(id, day));
        return Done($"/tickets/settings/calendars/{id}", "tickets.settings.saved");
    }
}
