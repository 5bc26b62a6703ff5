using Crm.Platform.Localization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OutputCaching;

namespace Crm.Knowledge.Features.HelpCenter;

[AllowAnonymous, OutputCache(PolicyName = HelpCenterCache.Pages)]
internal sealed class HomePage : HelpCenterPage
{
    public ShowHome.Result Home { get; private set; } = null!;

    public IReadOnlyDictionary<string, string> Alternates { get; } = Texts.Languages.ToDictionary(l => l, HelpCenterUrls.Home);

    public async Task<IActionResult> OnGetAsync()
    {
        Home = await Send(new ShowHome.Query(Language));
        return await Fresh();
    }
}
