using Crm.Platform.Users;
using Crm.Platform.Web;

namespace Crm.Tickets.Features.Macros;

[Needs("tickets.write")]
internal sealed class MacrosPage : CrmPage
{
    public IReadOnlyList<ListMacros.Line> Macros { get; private set; } = [];

    public async Task OnGetAsync() => Macros = await Send(new ListMacros.Query());
}
