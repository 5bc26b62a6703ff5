using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Platform.Features.Admin;

[Needs("audit.read")]
internal sealed class AuditPage : CrmPage
{
    [BindProperty(SupportsGet = true)] public string? Who { get; set; }
    [BindProperty(SupportsGet = true)] public DateOnly? From { get; set; }
    [BindProperty(SupportsGet = true)] public DateOnly? To { get; set; }
    [BindProperty(SupportsGet = true)] public string? Entity { get; set; }
    [BindProperty(SupportsGet = true)] public long? Id { get; set; }
    [BindProperty(SupportsGet = true)] public string? Action { get; set; }
    [BindProperty(SupportsGet = true)] public string? After { get; set; }

    public Slice<ListAudit.Row> Rows { get; private set; } = new([], null);

    /// <summary>A field of a row: what it was, what it became.</summary>
    public static string Colour(string change) => change switch { "created" => "green", "deleted" => "red", "changed" => "blue", _ => "secondary" };

    public async Task<IActionResult> OnGetAsync()
    {
        if (!ModelState.IsValid) Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        Rows = await Send(new ListAudit.Query { Who = Who, From = From, To = To, Entity = Entity, Id = Id, Action = Action, After = After });
        return Page();
    }
}
