using Crm.Customers.Domain.Privacy;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Privacy;

[Needs("privacy.manage")]
internal sealed class ClassesPage : CrmPage
{
    [BindProperty]
    public ReviewClass.Command Form { get; set; } = new();

    public IReadOnlyList<ListClasses.Row> Rows { get; private set; } = [];

    public async Task OnGetAsync() => Rows = await Send(new ListClasses.Query());

    public Task<IActionResult> OnPostAsync() => Try(async () =>
    {
        await Send(Form);
        return Done("/privacy/classes", "customers.privacy.saved");
    }, async () =>
    {
        await OnGetAsync();
        return Page();
    });

    public static string ColorOf(DataLevel level) => level switch { DataLevel.Sensitive => "purple", DataLevel.Contact => "blue", _ => "secondary" };
}
