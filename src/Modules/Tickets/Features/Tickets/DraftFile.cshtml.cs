using Crm.Platform.Files;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Domain;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Tickets;

/// <summary>Takes a file that was pasted, dropped or chosen while writing; answers the draft's files.</summary>
[Needs("tickets.write")]
internal sealed class DraftFilePage(IFiles files) : CrmPage
{
    /// <summary>The files beside a text, with what takes them off.</summary>
    public sealed record Shown(long Id, MessageKind Kind, IReadOnlyList<FileFacts> Files);

    public IActionResult OnGet(long id) => LocalRedirect($"/tickets/{id}");

    public Task<IActionResult> OnPostAsync(long id, MessageKind kind, IFormFile file) => Try(async () =>
    {
        await using var content = file.OpenReadStream();
        var stored = await files.Save(content, file.FileName, HttpContext.RequestAborted);
        return Partial("_DraftFiles", new Shown(id, kind, await Send(new AttachToDraft.Command(id, kind, stored.Id))));
    }, Refused, "");

    Task<IActionResult> Refused() => Task.FromResult<IActionResult>(Content(string.Join(' ', ModelState.Values.SelectMany(v => v.Errors).Select(e => e.ErrorMessage).Distinct()), "text/plain; charset=utf-8"));
}
