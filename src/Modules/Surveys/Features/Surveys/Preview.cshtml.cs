using Crm.Platform.Localization;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Surveys;

/// <summary>Phone and desktop beside each other, in either language; the form itself stands in frames.</summary>
[Needs("surveys.read")]
internal sealed class PreviewPage : CrmPage
{
    public static readonly string[] Views = ["both", "phone", "desktop"];

    [FromRoute]
    public long Id { get; set; }

    [BindProperty(SupportsGet = true, Name = "version")]
    public int? Version { get; set; }

    public string Survey { get; private set; } = "";

    /// <summary>Language of the questionnaire, not of the reader.</summary>
    public string Language { get; private set; } = "en";

    public string As { get; private set; } = "both";

    public string Frame => $"/surveys/{Id}/preview/form?in={Language}" + (Version is { } v ? $"&version={v}" : "");

    public async Task<IActionResult> OnGetAsync(string? @in, string? @as)
    {
        Language = @in is "en" or "zh-CN" ? @in : Texts.LanguageOf(System.Globalization.CultureInfo.CurrentUICulture);
        As = Views.Contains(@as) ? @as! : "both";
        var view = await Send(new PreviewSurvey.Query(Id, Version, Language, new Dictionary<string, string?[]>(), null, null));
        Survey = view.Title;
        return view.Form is null ? Done($"/surveys/{Id}", "surveys.problem.empty") : Page();
    }

    public string Address(string language, string view) => $"/surveys/{Id}/preview?in={language}&as={view}" + (Version is { } v ? $"&version={v}" : "");
}
