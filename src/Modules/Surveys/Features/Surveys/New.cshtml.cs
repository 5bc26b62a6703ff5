using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Surveys.Domain;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Surveys;

[Needs("surveys.write")]
internal sealed class NewPage(CurrentUser user) : FormPage<WriteSurvey.Command>
{
    /// <summary>A questionnaire as a file; it is read here and kept nowhere.</summary>
    [BindProperty(Name = "file")]
    public IFormFile? Upload { get; set; }

    [BindProperty(SupportsGet = true, Name = "from")]
    public string? From { get; set; }

    public IReadOnlyList<Choice> Sources { get; private set; } = [];

    public IReadOnlyList<string> FileFaults => ModelState.TryGetValue("Form.Json", out var entry) ? [.. entry.Errors.Select(e => e.ErrorMessage)] : [];

    protected override Task<WriteSurvey.Command> Load() => Task.FromResult(new WriteSurvey.Command { From = From });

    protected override async Task Prepare() => Sources =
    [
        .. Templates.All.Select(t => new Choice("template:" + t.Key, L["surveys.from.template", t.Value.Title.In(user.Language)])),
        .. (await Send(new ListSurveys.Query { Limit = 200 })).Items.Select(s => new Choice($"survey:{s.Id}", L["surveys.from.copy", s.Title])),
    ];

    protected override async Task<IActionResult> Save() => Done($"/surveys/{await Send(Form with { Json = await Content() })}", "surveys.written");

    /// <summary>What is too large is cut one byte above the limit, and refused for it.</summary>
    async Task<string?> Content()
    {
        if (Upload is not { Length: > 0 }) return null;
        await using var stream = Upload.OpenReadStream();
        var content = new byte[Math.Min(Upload.Length, SurveyJson.MostBytes + 1)];
        await stream.ReadExactlyAsync(content, HttpContext.RequestAborted);
        return System.Text.Encoding.UTF8.GetString(content).TrimStart('\uFEFF');
    }
}
