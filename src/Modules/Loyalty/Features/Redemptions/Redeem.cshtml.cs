using Crm.Loyalty.Features.Members;
using Crm.Loyalty.Features.Rewards;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Loyalty.Features.Redemptions;

[Needs("loyalty.redeem")]
internal sealed class RedeemPage : FormPage<RedeemReward.Command>
{
    [FromRoute]
    public long Id { get; set; }

    internal ShowMember.Result Member { get; private set; } = null!;

    internal IReadOnlyList<ListRewards.Row> Rewards { get; private set; } = [];

    protected override Task<RedeemReward.Command> Load() => Task.FromResult(new RedeemReward.Command { Key = Guid.CreateVersion7().ToString() });

    protected override async Task Prepare()
    {
        Member = await Send(new ShowMember.Query(Id));
        Rewards = (await Send(new ListRewards.Query { Offered = true, Limit = 200 })).Items;
    }

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { MemberId = Id });
        return Done($"/loyalty/members/{Id}", "loyalty.redeemed");
    }
}
