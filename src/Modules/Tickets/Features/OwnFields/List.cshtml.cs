using Crm.Platform.Users;
using Crm.Platform.Web;

namespace Crm.Tickets.Features.OwnFields;

[Needs("tickets.settings")]
[Needs("tickets.read")]
internal sealed class ListPage : CrmPage
{
    public IReadOnlyList<ChangeField.Command> Rows { get; private set; } = [];

    public async Task OnGetAsync() => Rows = await Send(new ListFields.Query());
}
