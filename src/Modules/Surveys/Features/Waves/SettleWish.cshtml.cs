using Crm.Platform.Users;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Waves;

[Needs("surveys.write")]
internal sealed class SettleWishPage : WaveActPage
{
    public Task<IActionResult> OnPostAsync(long id, long wish) => Act(id, new ListWishes.Settle(id, wish), "surveys.wishes.settled");
}
