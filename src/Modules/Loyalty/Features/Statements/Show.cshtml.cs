using System.Globalization;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Loyalty.Features.Statements;

[Needs("loyalty.read")]
internal sealed class ShowPage : CrmPage
{
    [FromRoute]
    public long Id { get; set; }

    /// <summary>Months, "2026-11".</summary>
    [BindProperty(SupportsGet = true)]
    public string? From { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? To { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    internal ShowStatement.Result? Result { get; private set; }

    public Task<IActionResult> OnGetAsync() => Try(async () =>
    {
        Result = await Send(new ShowStatement.Query(Id, MonthOf(From, nameof(From)), MonthOf(To, nameof(To)), After));
        (From, To) = (Text(Result.Statement.First), Text(Result.Statement.Last));
        return Page();
    }, () => Task.FromResult<IActionResult>(Page()), prefix: "");

    internal static DateOnly? MonthOf(string? text, string field) => string.IsNullOrWhiteSpace(text) ? null
        : DateOnly.TryParseExact(text.Trim(), "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var month) && month.Year is > 1970 and < 3000 ? month
        : throw new RuleException("loyalty.statement.month", field);

    static string Text(DateOnly month) => month.ToString("yyyy-MM", CultureInfo.InvariantCulture);
}

/// <summary>Takes the post of a button and answers with the file.</summary>
[Needs("loyalty.read")]
internal sealed class ExportPage : CrmPage
{
    public IActionResult OnGet(long id) => LocalRedirect($"/loyalty/members/{id}/statement");

    public async Task<IActionResult> OnPostAsync(long id, [FromQuery] string? from, [FromQuery] string? to, [FromQuery] string? format)
    {
        try
        {
            var file = await Send(new ExportStatement.Command(id, ShowPage.MonthOf(from, "From"), ShowPage.MonthOf(to, "To"), format == "pdf" ? StatementFormat.Pdf : StatementFormat.Csv));
            return File(file.Content, file.ContentType, file.Name);
        }
        catch (RuleException e) { return Done($"/loyalty/members/{id}/statement", e.Key, e.Args); }
    }
}
