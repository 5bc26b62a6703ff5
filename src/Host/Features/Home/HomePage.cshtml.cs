using Crm.Platform.Modules;
using Crm.Platform.Time;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Authorization;

namespace Crm.Host.Features.Home;

/// <summary>Where everybody begins: the panels that the reader's rights open.</summary>
[Authorize]
internal sealed class HomePage(CurrentUser reader, ModuleList modules, TimeProvider clock) : CrmPage
{
    public DateTimeOffset Now => clock.GetUtcNow();

    public string Name => reader.Name;

    public bool HasPanels => modules.PanelsOf("home").Any(p => reader.Can(p.Permission));

    public string Greeting => reader.Zone.At(Now).Hour switch { >= 5 and < 12 => "home.morning", >= 12 and < 18 => "home.afternoon", _ => "home.evening" };

    public void OnGet() { }
}
