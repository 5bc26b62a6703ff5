using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Together;

/// <summary>The warning under the form while it is filled in. It changes nothing; it is a POST because what is typed is nobody's business in an address.</summary>
[Needs("tickets.write")]
internal sealed class CheckPage : CrmPage
{
    /// <summary>What is typed so far.</summary>
    public sealed class Typed
    {
        public long? CustomerId { get; set; }
        public string? Subject { get; set; }
    }

    [BindProperty]
    public Typed Form { get; set; } = new();

    public IReadOnlyList<FindSimilar.Match> Similar { get; private set; } = [];

    public IActionResult OnGet() => LocalRedirect("/tickets/new");

    public async Task<IActionResult> OnPostAsync()
    {
        ModelState.Clear(); // half a number is no mistake yet
        Similar = await Send(new FindSimilar.Query(Form.CustomerId, Form.Subject));
        return Partial("/Features/Together/_Similar.cshtml", Similar);
    }
}
