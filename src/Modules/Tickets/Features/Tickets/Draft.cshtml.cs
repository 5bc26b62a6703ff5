using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Domain;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Tickets;

/// <summary>Where the ticket's page tells what is typed.</summary>
[Needs("tickets.write")]
internal sealed class DraftPage : CrmPage
{
    public IActionResult OnGet(long id) => LocalRedirect($"/tickets/{id}");

    public async Task<IActionResult> OnPostAsync(long id, MessageKind kind, string? text, long since, string? was, Guid? key)
    {
        var kept = await Send(new KeepDraft.Command(id, kind, text ?? "", since, was, key));
        return new JsonResult(kept) { StatusCode = kept.Other is null ? StatusCodes.Status200OK : StatusCodes.Status409Conflict };
    }
}
