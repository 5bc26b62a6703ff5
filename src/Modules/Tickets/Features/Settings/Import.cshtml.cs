using System.Globalization;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Settings;

/// <summary>A file is read and shown first; what is ticked is then taken over. Nothing is kept in between.</summary>
[Needs("tickets.settings")]
internal sealed class ImportPage : CrmPage
{
    [FromRoute]
    public long Id { get; set; }

    [BindProperty]
    public Input Form { get; set; } = new();

    public ReadDays.Result? Found { get; private set; }

    public sealed class Input
    {
        public IFormFile? File { get; set; }
        public ImportMeaning Meaning { get; set; }
        public string? Slots { get; set; }
        public List<string> Take { get; set; } = [];
    }

    public static string Weekday(DateOnly date) => CultureInfo.CurrentUICulture.DateTimeFormat.GetAbbreviatedDayName(date.DayOfWeek);

    public IActionResult OnGet() => Page();

    public Task<IActionResult> OnPostAsync() => Try(async () =>
    {
        if (Form.Take.Count > 0) return Done($"/tickets/settings/calendars/{Id}", "tickets.import.done", await Send(new ImportDays.Command { Id = Id, Take = Form.Take }));
        Found = await Send(new ReadDays.Query(Id, await Content(), Form.Meaning, Form.Slots));
        return Page();
    }, () => Task.FromResult<IActionResult>(Page()));

    // What is too large is cut one byte above the limit, and refused for it.
    async Task<byte[]> Content()
    {
        if (Form.File is null) return [];
        await using var file = Form.File.OpenReadStream();
        var content = new byte[Math.Min(Form.File.Length, ReadDays.MaxBytes + 1)];
        await file.ReadExactlyAsync(content, HttpContext.RequestAborted);
        return content;
    }
}
