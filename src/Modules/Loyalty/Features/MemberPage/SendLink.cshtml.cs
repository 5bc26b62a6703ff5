using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Loyalty.Features.MemberPage;

/// <summary>Sends a member the link to their page.</summary>
[Needs("loyalty.write")]
internal sealed class SendLinkPage : CrmPage
{
    [FromRoute]
    public long Id { get; set; }

    public void OnGet() { }

    public Task<IActionResult> OnPostAsync() => Try(async () =>
    {
        await Send(new SendMemberLink.Command(Id));
        return Done($"/loyalty/members/{Id}", "loyalty.link.sent");
    }, () => Task.FromResult<IActionResult>(Page()), "");
}
