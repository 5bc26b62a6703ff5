using Crm.Platform.Users;
using Crm.Platform.Web;

namespace Crm.Staff.Features.People;

[Needs("staff.manage")]
internal sealed class DetailPage : CrmPage
{
    public SeePerson.Result Person { get; private set; } = null!;

    public async Task OnGetAsync(long id) => Person = await Send(new SeePerson.Query(id));
}
