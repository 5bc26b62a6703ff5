using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Knowledge.Features.Suggestions;

[Needs("tickets.write")]
internal sealed class LinkPage() : LinkingPage(linked: true);

[Needs("tickets.write")]
internal sealed class UnlinkPage() : LinkingPage(linked: false);

/// <summary>Takes the button of a panel on the ticket's page, and leads back there.</summary>
internal abstract class LinkingPage(bool linked) : CrmPage
{
    public IActionResult OnGet(long id) => LocalRedirect($"/tickets/{id}");

    public async Task<IActionResult> OnPostAsync(long id, long article)
    {
        await Send(new LinkArticle.Command(id, article, linked));
        return Done($"/tickets/{id}", linked ? "knowledge.linked" : "knowledge.unlinked");
    }
}
