using Crm.Platform;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Configuration;

namespace Crm.Customers.Features.Calendar;

[Needs("customers.read")]
internal sealed class FeedPage(IConfiguration configuration) : FormPage<MakeFeed.Command>
{
    public SeeFeed.View Feed { get; private set; } = new(null, null);

    /// <summary>Shown here and not after a redirect: it is to be seen once.</summary>
    public string? Link { get; private set; }

    protected override (string Url, string Message)? ShownOnce => ("/calendar/feed", "customers.calendar.feed.twice");

    protected override async Task Prepare() => Feed = await Send(new SeeFeed.Query());

    protected override async Task<IActionResult> Save()
    {
        Link = PublicUrl.Of(configuration, $"/calendar/feed/{await Send(Form)}.ics");
        await Prepare();
        return Page();
    }
}

[Needs("customers.read")]
internal sealed class RevokePage : FormPage<RevokeFeed.Command>
{
    protected override async Task<IActionResult> Save()
    {
        await Send(Form);
        return Done("/calendar/feed", "customers.calendar.feed.revoked");
    }
}
