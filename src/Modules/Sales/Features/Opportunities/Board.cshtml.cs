using Crm.Platform.Users;
using Crm.Platform.Web;

namespace Crm.Sales.Features.Opportunities;

[Needs("sales.read")]
internal sealed class BoardPage : CrmPage
{
    public IReadOnlyList<ShowBoard.Column> Columns { get; private set; } = [];

    public async Task OnGetAsync() => Columns = await Send(new ShowBoard.Query());
}
