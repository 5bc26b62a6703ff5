using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Macros;

/// <summary>The macros one may choose from on a ticket.</summary>
[Needs("tickets.write")]
internal sealed class MenuPage : CrmPage
{
    [FromRoute]
    public long Id { get; set; }

    public IReadOnlyList<ListMacros.Line> Macros { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync()
    {
        Macros = await Send(new ListMacros.Query());
        return PageOr("_Menu");
    }
}
