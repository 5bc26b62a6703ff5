using Crm.Platform.Localization;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Loyalty.Features.Coupons;

[Needs("loyalty.redeem")]
internal sealed class UsePage(Show show) : FormPage<UseCoupon.Command>
{
    protected override async Task<IActionResult> Save()
    {
        var used = await Send(Form);
        return Done("/loyalty/coupons", "loyalty.coupon.usedNow", show.Money(used.Value, used.Currency));
    }
}
