using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Customers;

[Needs("customers.read")]
internal sealed class TimelinePage : CrmPage
{
    [FromRoute]
    public long Id { get; set; }

    [FromQuery]
    public string? Kind { get; set; }

    /// <summary>Where the part before ended: an instant as the page wrote it.</summary>
    [FromQuery]
    public string? Before { get; set; }

    public ShowTimeline.View View { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync()
    {
        View = await Send(new ShowTimeline.Query(Id, string.IsNullOrEmpty(Kind) ? null : Kind, Cursor.Read<DateTimeOffset?>(Before)));
        return IsFragment ? Partial(Before is null ? "_Story" : "_Timeline", View) : Page();
    }
}
