using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Loyalty.Features.Redemptions;

[Needs("loyalty.redeem")]
internal sealed class CancelPage : CrmPage
{
    [FromRoute]
    public long Id { get; set; }

    public void OnGet() { }

    public Task<IActionResult> OnPostAsync() => Try(
        async () => Done($"/loyalty/members/{await Send(new CancelRedemption.Command(Id))}", "loyalty.cancelledNow"),
        () => Task.FromResult<IActionResult>(Page()), prefix: "");
}
