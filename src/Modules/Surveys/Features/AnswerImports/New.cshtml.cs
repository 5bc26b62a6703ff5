using Crm.Platform.Files.Tables;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Surveys;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Configuration;

namespace Crm.Surveys.Features.AnswerImports;

[Needs("surveys.write")]
[UploadLimit("/surveys/import?tooLarge=true")]
internal sealed class NewPage(IConfiguration configuration) : CrmPage
{
    [BindProperty]
    public Upload Form { get; set; } = new();

    public IReadOnlyList<ListAnswerImports.Row> Earlier { get; private set; } = [];

    public IReadOnlyList<Choice> Surveys { get; private set; } = [];

    public IReadOnlyList<Choice> Encodings { get; } = [.. TextEncoding.Names.Select(n => new Choice(n, n))];

    public IReadOnlyList<Choice> Separators { get; } = [.. CsvTable.Names.Select(n => new Choice(n, n))];

    public ImportLimits Limits { get; } = ImportLimits.Of(configuration);

    public sealed class Upload
    {
        public AnswerImportKind Kind { get; set; }
        public string? Into { get; set; }
        public string? Encoding { get; set; }
        public string? Separator { get; set; }
        public IFormFile? File { get; set; }
    }

    public async Task<IActionResult> OnGetAsync(AnswerImportKind kind, long? survey, bool tooLarge)
    {
        (Form.Kind, Form.Into) = (kind, survey?.ToString(System.Globalization.CultureInfo.InvariantCulture));
        if (tooLarge) ModelState.AddModelError("Form.File", L["tables.bad.large", Limits.MaxMb]);
        return await Show();
    }

    public Task<IActionResult> OnPostAsync() => Try(async () =>
    {
        await using var content = Form.File?.OpenReadStream();
        var id = await Send(new StartAnswerImport.Command { Kind = Form.Kind, Into = Form.Into, FileName = Form.File?.FileName ?? "", Content = content, Encoding = Form.Encoding, Separator = Form.Separator });
        return Done($"/surveys/imports/{id}/map");
    }, Show);

    async Task<IActionResult> Show()
    {
        Earlier = await Send(new ListAnswerImports.Query());
        Surveys = [new("new", L["surveys.import.into.new"]), .. (await Send(new ListSurveys.Query { Limit = 200 })).Items.Where(s => s.Published is not null).Select(s => new Choice($"{s.Id}", s.Title))];
        return Page();
    }
}
