using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Tickets;

/// <summary>A text as it will be shown.</summary>
[Needs("tickets.write")]
internal sealed class PreviewPage : CrmPage
{
    const int Longest = 20_000;

    public IActionResult OnGet() => LocalRedirect("/tickets");

    public IActionResult OnPost(string? text) => Content(Markdown.ToHtml(text is { Length: > Longest } ? text[..Longest] : text), "text/html; charset=utf-8");
}
