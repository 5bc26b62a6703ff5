using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Surveys;

[Needs("surveys.write")]
internal sealed class CopyItemPage : CrmPage
{
    public IActionResult OnGet(long id) => LocalRedirect($"/surveys/{id}");

    public async Task<IActionResult> OnPostAsync(long id, string key)
    {
        try { return Done($"/surveys/{id}#item-{await Send(new CopyItem.Command(id, key))}", "surveys.item.copied"); }
        catch (RuleException e) { return Done($"/surveys/{id}", e.Key, e.Args); }
    }
}
