using Crm.Platform.Users;
using Crm.Platform.Web;

namespace Crm.Loyalty.Features.Members;

[Needs("loyalty.read")]
internal sealed class DetailsPage(TimeProvider clock) : CrmPage
{
    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    internal ShowMember.Result Member { get; private set; } = null!;

    public async Task OnGetAsync(long id) => Member = await Send(new ShowMember.Query(id));
}
