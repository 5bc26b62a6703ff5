using Crm.Platform.Localization;
using Crm.Platform.Web;
using Crm.Surveys.Features.Public;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Pretests;

/// <summary>What a tester fills in. The link is the proof of right, as with customers.</summary>
[AllowAnonymous, IgnoreAntiforgeryToken, ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class FillPage : CrmPage
{
    [FromRoute]
    public string Token { get; set; } = "";

    public string Language => Texts.LanguageOf(System.Globalization.CultureInfo.CurrentUICulture);

    public FillPretest.View View { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(int? p)
    {
        Discreet();
        View = await Send(new FillPretest.Query(Token, p - 1, Language));
        Response.StatusCode = View.Stand switch { FillPretest.Stand.Unknown => 404, FillPretest.Stand.Closed => 410, _ => 200 };
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(int page, SubmitPage.Go go, string? shown)
    {
        Discreet();
        View = await Send(new FillPretest.Command
        {
            Token = Token, Page = page, Go = go, Shown = shown, Language = Language, Typed = TypedAnswers.Of(Request.Form),
            Remarks = Request.Form.Where(f => f.Key.StartsWith("r.", StringComparison.Ordinal)).ToDictionary(f => f.Key[2..], f => (string?)f.Value.ToString()),
        });
        if (View.Form is not null)
        {
            Response.StatusCode = 422;
            return Page();
        }
        Response.Headers.Location = $"/trial/{Uri.EscapeDataString(Token)}?lang={Language}" + (View.Stand == FillPretest.Stand.Open ? $"&p={View.Page + 1}" : "");
        return StatusCode(303);
    }

    void Discreet()
    {
        Response.Headers["X-Robots-Tag"] = "noindex, nofollow";
        Response.Headers["Referrer-Policy"] = "no-referrer";
    }
}
