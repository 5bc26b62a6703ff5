using Crm.Platform.Web;
using Microsoft.AspNetCore.Authorization;

namespace Crm.Tickets.Features.Quality;

/// <summary>Open to everybody who works here: the use case shows one's own checks, and others' with the right.</summary>
[Authorize]
internal sealed class CheckPage : CrmPage
{
    public ViewCheck.Result Check { get; private set; } = null!;

    public async Task OnGetAsync(long id) => Check = await Send(new ViewCheck.Query(id));
}
