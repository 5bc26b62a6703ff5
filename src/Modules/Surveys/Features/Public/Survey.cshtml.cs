using Crm.Contracts.Loyalty;
using Crm.Platform.Localization;
using Crm.Platform.Web;
using Crm.Surveys.Domain;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Public;

/// <summary>The page customers see. The link itself is the proof of right, so no cookie and no token is needed: it works in any mail app.</summary>
[AllowAnonymous, IgnoreAntiforgeryToken, ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class SurveyPage : CrmPage
{
    [FromRoute]
    public string Token { get; set; } = "";

    public string Language => Texts.LanguageOf(System.Globalization.CultureInfo.CurrentUICulture);

    public LinkState? State { get; private set; }

    public SurveyForm? Form { get; private set; }

    public SurveyDefinition? Definition { get; private set; }

    public DateTimeOffset? At { get; private set; }

    public string? Own { get; private set; }

    public PipedFacts Facts { get; private set; } = PipedFacts.None;

    /// <summary>The person has just finished, in this browser.</summary>
    public bool JustDone { get; private set; }

    public bool OffersContact { get; private set; }

    public bool EarnedCoupon { get; private set; }

    public CouponFacts? Coupon { get; private set; }

    public async Task<IActionResult> OnGetAsync(int? p, int? score, bool done)
    {
        Discreet();
        var view = await Send(new OpenSurvey.Query(Token, p - 1, score));
        (State, Form, Definition, At, Own, JustDone) = (view.State, view.Form, view.Definition, view.At, view.Own, done && view.State == LinkState.Finished);
        (Facts, OffersContact) = (view.Facts ?? PipedFacts.None, JustDone && view.OffersContact);
        (EarnedCoupon, Coupon) = (view.EarnedCoupon, view.Coupon);
        if (State is null) Response.StatusCode = 404;
        else if (State != LinkState.Ready && !JustDone) Response.StatusCode = 410;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(int page, SubmitPage.Go go, string? shown, string? own)
    {
        Discreet();
        Microsoft.AspNetCore.Http.IFormCollection form;
        try { form = await Request.ReadFormAsync(HttpContext.RequestAborted); }
        catch (InvalidDataException) { return BadRequest(); } // no form a page of ours could have sent
        var sent = new SubmitPage.Command { Token = Token, Own = own, Page = page, Go = go, Shown = shown, Typed = TypedAnswers.Of(form), Language = Language };
        // Sent by the page's script while one types: the answer is only that it is kept, or why no more.
        if (go == SubmitPage.Go.Keep) return StatusCode((await Send(sent)).State == LinkState.Ready ? 204 : 410);
        var result = await Send(sent);
        if (result.Form is { } again)
        {
            (State, Form, Definition, Own) = (LinkState.Ready, again, again.Definition, own);
            Response.StatusCode = 422;
            return Page();
        }
        // Redirect with 303: going back or reloading never sends a page again.
        Response.Headers.Location = "/s/" + result.Token + $"?lang={Language}" + (result.State == LinkState.Finished ? "&done=true" : result.State == LinkState.Ready ? $"&p={result.Page + 1}" : "");
        return StatusCode(303);
    }

    void Discreet()
    {
        Response.Headers["X-Robots-Tag"] = "noindex, nofollow";
        Response.Headers["Referrer-Policy"] = "no-referrer";
    }
}
