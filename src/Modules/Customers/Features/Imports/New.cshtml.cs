using Crm.Customers.Domain;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Imports;

[Needs("customers.import")]
[RequestSizeLimit(Reading.TableFile.MaxBytes + (1024 * 1024))]
[RequestFormLimits(MultipartBodyLengthLimit = Reading.TableFile.MaxBytes + (1024 * 1024))]
internal sealed class NewPage : CrmPage
{
    [BindProperty]
    public Upload Form { get; set; } = new();

    public IReadOnlyList<ListImports.Row> Earlier { get; private set; } = [];

    public sealed class Upload
    {
        public ImportKind Kind { get; set; }

        public IFormFile? File { get; set; }
    }

    public async Task<IActionResult> OnGetAsync(ImportKind kind)
    {
        Form.Kind = kind;
        return await Show();
    }

    public Task<IActionResult> OnPostAsync() => Try(async () =>
    {
        await using var content = Form.File?.OpenReadStream();
        var id = await Send(new StartImport.Command { Kind = Form.Kind, FileName = Form.File?.FileName ?? "", Content = content });
        return Done($"/imports/{id}/map");
    }, Show);

    async Task<IActionResult> Show()
    {
        Earlier = await Send(new ListImports.Query());
        return Page();
    }
}
