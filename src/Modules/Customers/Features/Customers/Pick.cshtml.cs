using Crm.Contracts.Customers;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Customers;

/// <summary>Answers a customer picker.</summary>
[Needs("customers.read")]
internal sealed class PickPage(ICustomerDirectory customers) : CrmPage
{
    [FromQuery]
    public string? Q { get; set; }

    public IReadOnlyList<Pick> Picks { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync()
    {
        Picks = [.. (await customers.Find(Q ?? "", 10, HttpContext.RequestAborted)).Select(c => new Pick(c.Id, c.Name, $"{c.Number} {c.Region}"))];
        return Partial("_Picks", Picks);
    }
}
