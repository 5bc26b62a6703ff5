using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Settings;

[Needs("tickets.settings")]
internal sealed class TryPoliciesPage : CrmPage
{
    [BindProperty(SupportsGet = true)]
    public TryPolicies.Query Form { get; set; } = new();

    public TryPolicies.Result? Answer { get; private set; }
    public SlaChoices.Result Lists { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync()
    {
        Lists = await Send(new SlaChoices.Query());
        return await Try(async () =>
        {
            Answer = await Send(Form);
            return Page();
        }, () => Task.FromResult<IActionResult>(Page()));
    }
}
