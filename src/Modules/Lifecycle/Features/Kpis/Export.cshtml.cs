using Crm.Platform.Files;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Lifecycle.Features.Kpis;

[Needs("lifecycle.export"), Needs("lifecycle.read")]
internal sealed class ExportPage : CrmPage
{
    [BindProperty(SupportsGet = true)]
    public DateOnly? From { get; set; }

    [BindProperty(SupportsGet = true)]
    public DateOnly? To { get; set; }

    [BindProperty]
    public Chosen Form { get; set; } = new();

    internal sealed class Chosen
    {
        public ExportFormat Format { get; set; }
    }

    public string Back => $"/lifecycle/kpis?from={From:yyyy-MM-dd}&to={To:yyyy-MM-dd}";

    public IActionResult OnGet() => Page();

    public Task<IActionResult> OnPostAsync() => Try(async () =>
    {
        var file = await Send(new ExportKpis.Command { Format = Form.Format, From = From, To = To });
        return File(file.Content, file.ContentType, file.Name);
    }, () => Task.FromResult<IActionResult>(Page()));
}
