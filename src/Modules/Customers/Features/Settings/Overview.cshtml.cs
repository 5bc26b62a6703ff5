using Crm.Platform.Users;
using Crm.Platform.Web;

namespace Crm.Customers.Features.Settings;

/// <summary>Where what administrators decide about customers is found.</summary>
[Needs("customers.settings")]
internal sealed class OverviewPage : CrmPage
{
    public void OnGet() { }
}
