using Crm.Contracts.Customers;
using Crm.Platform.Localization;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Care.Features.Refusal;

/// <summary>
/// The way out of every mail nobody asked for. Opening it changes nothing, since mail scanners open every link; a mail program
/// posts "List-Unsubscribe=One-Click" by itself (RFC 8058), a person ticks what they still want. Neither has a cookie or a token.
/// No limit by address: a mail provider posts for thousands from one, and what is not signed costs a hash.
/// </summary>
[AllowAnonymous, IgnoreAntiforgeryToken, ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class UnsubscribePage : CrmPage
{
    [FromRoute]
    public string Token { get; set; } = "";

    public ChooseContact.View? View { get; private set; }

    /// <summary>It has been noted.</summary>
    public bool Said { get; private set; }

    public string Language => Texts.LanguageOf(System.Globalization.CultureInfo.CurrentUICulture);

    public Task<IActionResult> OnGetAsync() => Show();

    public async Task<IActionResult> OnPostAsync()
    {
        var form = Request.HasFormContentType ? await Request.ReadFormAsync(HttpContext.RequestAborted) : FormCollection.Empty;
        if (form["act"] == "choose")
            Said = await Send(new ChooseContact.Choose(Token, [.. form["keep"].Select(k => Enum.TryParse<Purpose>(k, out var p) ? (Purpose?)p : null).OfType<Purpose>()]));
        else if (form["act"] == "none") Said = await Send(new ChooseContact.Choose(Token, []));
        else Said = await Send(new ChooseContact.Refuse(Token));
        return await Show();
    }

    async Task<IActionResult> Show()
    {
        Response.Headers["X-Robots-Tag"] = "noindex, nofollow";
        Response.Headers["Referrer-Policy"] = "no-referrer";
        View = await Send(new ChooseContact.Query(Token));
        if (View is null) Response.StatusCode = StatusCodes.Status404NotFound;
        return Page();
    }
}
