using Crm.Customers.Domain;
using Crm.Platform.Files.Tables;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Configuration;

namespace Crm.Customers.Features.Imports;

[Needs("customers.import")]
[UploadLimit("/customers/import?tooLarge=true")]
internal sealed class NewPage(IConfiguration configuration) : CrmPage
{
    [BindProperty]
    public Upload Form { get; set; } = new();

    public IReadOnlyList<ListImports.Row> Earlier { get; private set; } = [];

    public ImportLimits Limits { get; } = ImportLimits.Of(configuration);

    public sealed class Upload
    {
        public ImportKind Kind { get; set; }

        public IFormFile? File { get; set; }
    }

    public async Task<IActionResult> OnGetAsync(ImportKind kind, bool tooLarge)
    {
        Form.Kind = kind;
        if (tooLarge) ModelState.AddModelError("Form.File", L["tables.bad.large", Limits.MaxMb]);
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
