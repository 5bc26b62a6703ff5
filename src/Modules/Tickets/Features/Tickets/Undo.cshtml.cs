using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Tickets;

/// <summary>The "undo" beside a reply just sent. Too late is said on a page of its own.</summary>
[Needs("tickets.write")]
internal sealed class UndoPage : CrmPage
{
    public long Id { get; private set; }

    public string Why { get; private set; } = "";

    public IActionResult OnGet(long id) => LocalRedirect($"/tickets/{id}");

    public async Task<IActionResult> OnPostAsync(long id, long message)
    {
        try
        {
            await Send(new UndoReply.Command(id, message));
            return Done($"/tickets/{id}?say=reply", "tickets.undone");
        }
        catch (RuleException e) { Why = L[e.Key, e.Args]; }
        catch (DbUpdateConcurrencyException) { Why = L["tickets.rule.raced"]; }
        (Id, Response.StatusCode) = (id, StatusCodes.Status409Conflict);
        return Page();
    }
}
