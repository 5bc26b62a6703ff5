using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Tickets;

/// <summary>Under the subject of a new ticket whose category wants articles first: what others know of such a subject. It changes nothing.</summary>
[Needs("tickets.write")]
internal sealed class ArticlesPage : CrmPage
{
    /// <summary>What is typed so far.</summary>
    public sealed class Typed
    {
        public long? CategoryId { get; set; }
        public string? Subject { get; set; }
    }

    [BindProperty]
    public Typed Form { get; set; } = new();

    /// <summary>Null: nothing is shown.</summary>
    public string? Subject { get; private set; }

    public IActionResult OnGet() => LocalRedirect("/tickets/new");

    public async Task<IActionResult> OnPostAsync()
    {
        ModelState.Clear(); // half a number is no mistake yet
        if (!string.IsNullOrWhiteSpace(Form.Subject) && await Send(new WantsArticles.Query(Form.CategoryId))) Subject = Form.Subject.Trim();
        return Partial("_ArticlesOfNew", this);
    }
}
