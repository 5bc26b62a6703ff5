using Crm.Platform.Web;

namespace Crm.Staff.Features.Profile;

internal sealed class TokensPage : CrmPage
{
    public IReadOnlyList<ListTokens.Item> Rows { get; private set; } = [];

    public async Task OnGetAsync() => Rows = await Send(new ListTokens.Query());
}
