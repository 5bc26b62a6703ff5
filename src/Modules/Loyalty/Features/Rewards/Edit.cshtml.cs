using Crm.Loyalty.Domain;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Loyalty.Features.Rewards;

[Needs("rewards.manage")]
internal sealed class NewPage : RewardForm;

[Needs("rewards.manage")]
internal sealed class EditPage : RewardForm;

/// <summary>One form for a new reward and for an old one.</summary>
internal abstract class RewardForm : FormPage<SaveReward.Command>
{
    [FromRoute]
    public long Id { get; set; }

    public IEnumerable<Choice> Kinds => Choices.Of<RewardKind>(L);

    protected override Task<SaveReward.Command> Load() => Id == 0 ? base.Load() : Send(new ShowReward.Query(Id));

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return Done("/loyalty/rewards", "saved");
    }
}
