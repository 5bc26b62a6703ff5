using Crm.Platform.Localization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OutputCaching;

namespace Crm.Knowledge.Features.HelpCenter;

[AllowAnonymous, OutputCache(PolicyName = HelpCenterCache.Pages)]
internal sealed class CategoryPage : HelpCenterPage
{
    [FromRoute]
    public string Slug { get; set; } = "";

    public ShowCategory.Result Category { get; private set; } = null!;

    public IReadOnlyDictionary<string, string> Alternates => Texts.Languages.ToDictionary(l => l, l => HelpCenterUrls.Category(l, Slug));

    public async Task<IActionResult> OnGetAsync(string? after)
    {
        if (await Send(new ShowCategory.Query(Language, Slug, after)) is not { } found) return Missing();
        Category = found;
        return await Fresh();
    }
}
