using Crm.Platform.Users;
using Crm.Platform.Web;

namespace Crm.Surveys.Features.Waves;

[Needs("surveys.write")]
internal sealed class WishesPage : CrmPage
{
    public ListWishes.View View { get; private set; } = null!;

    public async Task OnGetAsync(long id) => View = await Send(new ListWishes.Query(id));
}
