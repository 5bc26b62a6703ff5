using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Goodwill;

/// <summary>Takes the post of a button. What is refused is said on the grant's page.</summary>
[Needs("goodwill.grant")]
internal sealed class WithdrawPage : CrmPage
{
    public IActionResult OnGet(long id) => LocalRedirect($"/tickets/goodwill/{id}");

    public async Task<IActionResult> OnPostAsync(long id)
    {
        try { return Done($"/tickets/{await Send(new WithdrawGoodwill.Command(id))}", "tickets.goodwill.withdrawn"); }
        catch (RuleException e) { return Done($"/tickets/goodwill/{id}", e.Key, e.Args); }
    }
}
