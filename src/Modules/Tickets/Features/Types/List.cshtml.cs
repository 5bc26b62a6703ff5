using Crm.Platform.Users;
using Crm.Platform.Web;

namespace Crm.Tickets.Features.Types;

[Needs("tickets.settings")]
internal sealed class ListPage : CrmPage
{
    public IReadOnlyList<ChangeType.Command> Types { get; private set; } = [];

    public async Task OnGetAsync() => Types = await Send(new ListTypes.Query());
}
