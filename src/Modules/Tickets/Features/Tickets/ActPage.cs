using Crm.Platform.UseCases;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Tickets;

/// <summary>An address that takes the post of one button. What is refused is said on the ticket's page; opening the address leads there too.</summary>
internal abstract class ActPage : CrmPage
{
    protected abstract Task<IActionResult> Act(long id);

    public IActionResult OnGet(long id) => LocalRedirect($"/tickets/{id}");

    public async Task<IActionResult> OnPostAsync(long id)
    {
        try { return await Act(id); }
        catch (RuleException e) { return Done($"/tickets/{id}", e.Key, e.Args); }
        catch (DbUpdateConcurrencyException) { return Done($"/tickets/{id}", "tickets.rule.raced"); }
    }
}
