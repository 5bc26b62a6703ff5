using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Knowledge.Features.Feedback;

[Needs("knowledge.write")]
internal sealed class DonePage : CrmPage
{
    public IActionResult OnGet() => LocalRedirect("/knowledge/feedback");

    public async Task<IActionResult> OnPostAsync(long id, bool done)
    {
        await Send(new SettleFeedback.Command(id, done));
        return Done("/knowledge/feedback", done ? "knowledge.feedback.settled" : "knowledge.feedback.reopened");
    }
}
