using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.History;

[Needs("customers.read")]
internal sealed class HistoryPage : CrmPage
{
    [FromRoute]
    public long Id { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Field { get; set; }

    [BindProperty(SupportsGet = true)]
    public long? By { get; set; }

    /// <summary>A day and time of the reader's own zone.</summary>
    [BindProperty(SupportsGet = true)]
    public DateTimeOffset? AsOf { get; set; }

    [FromQuery]
    public string? After { get; set; }

    public ShowHistory.View View { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync()
    {
        if (!ModelState.IsValid) Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        View = await Send(new ShowHistory.Query(Id) { Field = string.IsNullOrEmpty(Field) ? null : Field, By = By, AsOf = AsOf, After = After });
        if (View.MergedIntoId is not { } survivor) return Page();
        Response.Headers.CacheControl = "no-store"; // for good, unless the merge is undone
        return RedirectPermanent($"/customers/{survivor}/history");
    }
}
