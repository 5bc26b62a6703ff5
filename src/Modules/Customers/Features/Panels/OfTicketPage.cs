using Crm.Platform.UseCases;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Panels;

/// <summary>A panel on the page of a ticket, which hands over the customer. Whoever may read the ticket may not for that reason read the customer: then it says so in a line.</summary>
internal abstract class OfTicketPage : CrmPage
{
    /// <summary>So many rows show.</summary>
    protected const int Most = 5;

    [FromQuery]
    public long Customer { get; set; }

    protected abstract Task Load();

    public async Task<IActionResult> OnGetAsync()
    {
        try { await Load(); }
        catch (MissingException) when (IsFragment) { return Partial("/Features/Panels/_OutOfReach.cshtml", this); }
        return PageOr("_Panel");
    }
}
