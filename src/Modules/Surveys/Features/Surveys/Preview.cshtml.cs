using Crm.Platform.Localization;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Surveys.Features.Public;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Surveys;

[Needs("surveys.read")]
internal sealed class PreviewPage : CrmPage
{
    [FromRoute]
    public long Id { get; set; }

    [BindProperty(SupportsGet = true, Name = "version")]
    public int? Version { get; set; }

    public SurveyForm? Form { get; private set; }

    /// <summary>Language of the questionnaire, not of the reader.</summary>
    public string Language { get; private set; } = "en";

    public async Task<IActionResult> OnGetAsync(int? p, string? @in)
    {
        Language = @in is "en" or "zh-CN" ? @in : Texts.LanguageOf(System.Globalization.CultureInfo.CurrentUICulture);
        Form = await Send(new PreviewSurvey.Query(Id, Version, (p ?? 1) - 1));
        return Form is null ? Done($"/surveys/{Id}", "surveys.problem.empty") : Page();
    }

    public string Address(int page, string language) => $"/surveys/{Id}/preview?p={page + 1}&in={language}" + (Version is { } v ? $"&version={v}" : "");
}
