using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Loyalty.Features.Coupons;

[Needs("loyalty.read")]
internal sealed class CouponListPage : CrmPage
{
    [BindProperty(SupportsGet = true, Name = "")]
    public ListCoupons.Query Filter { get; set; } = new();

    internal Slice<ListCoupons.Row> Rows { get; private set; } = new([], null);

    public async Task OnGetAsync() => Rows = await Send(Filter with { Limit = 50 });
}
