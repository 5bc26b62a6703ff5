using Crm.Platform.Files;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Surveys.Features.Responses;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Exports;

/// <summary>Takes the list's filter from the address and the rest from the form.</summary>
[Needs("surveys.export"), Needs("surveys.results")]
internal sealed class ExportAnswersPage : CrmPage
{
    [BindProperty(SupportsGet = true)]
    public ListResponses.Query Filter { get; set; } = new();

    [BindProperty]
    public Chosen Form { get; set; } = new();

    public IReadOnlyList<Choice> Columns { get; private set; } = [];

    public string FilterQuery => QueryString.Create(Request.Query).ToString();

    internal sealed class Chosen
    {
        public ExportFormat Format { get; set; }
        public bool Codes { get; set; }
        public bool BothLanguages { get; set; }
        public List<string> Columns { get; set; } = [];
        public bool Original { get; set; }
        public string? Reason { get; set; }
    }

    public async Task OnGetAsync()
    {
        await Prepare();
        Form.Columns = [.. Columns.Select(c => c.Value)];
    }

    public Task<IActionResult> OnPostAsync() => Try(async () =>
    {
        var answer = await Send(new ExportAnswers.Command(Filter)
        {
            Format = Form.Format, Codes = Form.Codes, BothLanguages = Form.BothLanguages, Columns = Form.Columns, Original = Form.Original, Reason = Form.Reason,
        });
        return Done($"/jobs/{answer.JobId}", "surveys.export.working");
    }, async () =>
    {
        await Prepare();
        return Page();
    });

    async Task Prepare() => Columns = [.. (await Send(new PrepareAnswers.Query(Filter))).Select(c => new Choice(c.Column, c.Heading))];
}
