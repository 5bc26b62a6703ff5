using Crm.Platform.Web;
using Microsoft.AspNetCore.Authorization;

namespace Crm.Staff.Features.Profile;

[Authorize]
internal sealed class TokensPage : CrmPage
{
    public IReadOnlyList<ListTokens.Item> Rows { get; private set; } = [];

    public async Task OnGetAsync() => Rows = await Send(new ListTokens.Query());
}
