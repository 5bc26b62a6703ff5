using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Knowledge.Features.Suggestions;

/// <summary>Finds for the quick insert of a reply: one button a hit, whose data-insert is what goes in.</summary>
[Needs("knowledge.read")]
internal sealed class QuickPage : CrmPage
{
    public IReadOnlyList<Hit> Hits { get; private set; } = [];

    /// <summary>What is inserted goes to the customer.</summary>
    public bool Aloud { get; private set; }

    public async Task<IActionResult> OnGetAsync(string? q, string? to, bool aloud)
    {
        (Aloud, Hits) = (aloud, await Send(new QuickArticles.Query(q, to, aloud)));
        return Partial("_Quick", this);
    }
}
