using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Loyalty.Features.Rewards;

[Needs("rewards.manage")]
internal sealed class SettingsPage : FormPage<ChangeRewardSettings.Command>
{
    protected override Task<ChangeRewardSettings.Command> Load() => Send(new ChangeRewardSettings.Query());

    protected override async Task<IActionResult> Save()
    {
        await Send(Form);
        return Done("/loyalty/rewards", "saved");
    }
}
