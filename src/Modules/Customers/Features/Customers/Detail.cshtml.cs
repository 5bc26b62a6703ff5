using Crm.Customers.Features.Purchases;
using Crm.Customers.Features.ToDos;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Customers;

/// <summary>The 360 page: our own part of the customer, and the panels and timeline entries other modules bring.</summary>
[Needs("customers.read")]
internal sealed class DetailPage : CrmPage
{
    [FromRoute]
    public long Id { get; set; }

    public ShowCustomer.View Customer { get; private set; } = null!;

    public CustomerHealth.View Health { get; private set; } = null!;

    public IReadOnlyList<ListToDos.Row> ToDos { get; private set; } = [];

    public IReadOnlyList<ListPurchases.Row> Purchases { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync()
    {
        Customer = await Send(new ShowCustomer.Query(Id));
        if (Customer.MergedIntoId is { } survivor)
        {
            Response.Headers.CacheControl = "no-store"; // for good, unless the merge is undone
            return RedirectPermanentPreserveMethod($"/customers/{survivor}");
        }
        Health = await Send(new CustomerHealth.Query(Id));
        ToDos = (await Send(new ListToDos.Query { CustomerId = Id, View = ListToDos.ToDoView.All, Limit = 10 })).Items;
        Purchases = (await Send(new ListPurchases.Query(Id, Limit: 3))).Items;
        return Page();
    }
}
