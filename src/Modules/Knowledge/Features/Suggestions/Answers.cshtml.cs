using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Knowledge.Features.Suggestions;

/// <summary>What may answer a subject before a ticket is made of it.</summary>
[Needs("knowledge.read")]
internal sealed class AnswersPage : CrmPage
{
    [FromQuery]
    public string? Q { get; set; }

    public IReadOnlyList<Hit> Hits { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync()
    {
        Hits = await Send(new SuggestAnswers.Query(Q));
        return IsFragment ? Partial("_Answers", Hits) : Page();
    }
}
