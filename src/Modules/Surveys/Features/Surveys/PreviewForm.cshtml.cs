using Crm.Platform.Localization;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Surveys.Features.Public;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Surveys;

/// <summary>The form as customers see it, with sample facts. It can be walked through: conditions, messages and the end page work; nothing is stored.</summary>
[Needs("surveys.read")]
internal sealed class PreviewFormPage : CrmPage
{
    [FromRoute]
    public long Id { get; set; }

    [BindProperty(SupportsGet = true, Name = "version")]
    public int? Version { get; set; }

    [BindProperty(SupportsGet = true, Name = "in")]
    public string? In { get; set; }

    [BindProperty(SupportsGet = true, Name = "lang")]
    public string? Lang { get; set; }

    public string Language => (Lang ?? In) is "en" or "zh-CN" ? (Lang ?? In)! : Texts.LanguageOf(System.Globalization.CultureInfo.CurrentUICulture);

    public PreviewSurvey.View View { get; private set; } = null!;

    public string Further => Version is { } v ? $"&version={v}" : "";

    public string Again => $"/surveys/{Id}/preview/form?in={Language}{Further}";

    public async Task OnGetAsync()
    {
        Framed();
        View = await Send(new PreviewSurvey.Query(Id, Version, Language, new Dictionary<string, string?[]>(), null, null));
    }

    public async Task OnPostAsync(int page, SubmitPage.Go go)
    {
        Framed();
        View = await Send(new PreviewSurvey.Query(Id, Version, Language, TypedAnswers.Of(Request.Form), TypedAnswers.Of(Request.Form, "c."), new(page, go)));
        if (View.Form?.Errors.Count > 0) Response.StatusCode = 422;
    }

    /// <summary>Pages of our own may show it in a frame, nobody else's: the one exception from the policy of all pages.</summary>
    void Framed() => Response.Headers.ContentSecurityPolicy = Response.Headers.ContentSecurityPolicy.ToString().Replace("frame-ancestors 'none'", "frame-ancestors 'self'", StringComparison.Ordinal);
}
