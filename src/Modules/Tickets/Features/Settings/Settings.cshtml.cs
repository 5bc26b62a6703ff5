using Crm.Platform.Users;
using Crm.Platform.Web;

namespace Crm.Tickets.Features.Settings;

[Needs("tickets.settings")]
internal sealed class SettingsPage : CrmPage
{
    public ShowSettings.Result Settings { get; private set; } = null!;

    public async Task OnGetAsync() => Settings = await Send(new ShowSettings.Query());
}
