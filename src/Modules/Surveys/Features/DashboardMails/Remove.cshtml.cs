using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.DashboardMails;

[Needs("surveys.export")]
internal sealed class RemovePage : CrmPage
{
    /// <summary>Opened by address there is nothing to see.</summary>
    public IActionResult OnGet(long id) => LocalRedirect($"/surveys/dashboard/mails/{id}");

    public async Task<IActionResult> OnPostAsync(long id)
    {
        await Send(new RemoveDashboardMail.Command(id));
        return Done("/surveys/dashboard/mails", "surveys.mails.removed");
    }
}
