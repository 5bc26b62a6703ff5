using Crm.Customers.Features.Interactions;
using Crm.Customers.Features.ToDos;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Contacts;

/// <summary>One person at an organisation, and what there is between them and us.</summary>
[Needs("customers.read")]
internal sealed class DetailPage : CrmPage
{
    [FromRoute]
    public long CustomerId { get; set; }

    [FromRoute]
    public long Id { get; set; }

    [FromQuery]
    public string? After { get; set; }

    public ShowContact.View View { get; private set; } = null!;

    public Slice<ListInteractions.Row> Interactions { get; private set; } = new([], null);

    public IReadOnlyList<ListToDos.Row> ToDos { get; private set; } = [];

    public AskAboutContact.View Others { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync()
    {
        View = await Send(new ShowContact.Query(CustomerId, Id));
        if (View.CustomerId != CustomerId)
        {
            Response.Headers.CacheControl = "no-store"; // for good, unless the merge is undone
            return RedirectPermanentPreserveMethod($"/customers/{View.CustomerId}/contacts/{Id}");
        }
        Interactions = await Send(new ListInteractions.Query(CustomerId, After, 20) { ContactId = Id });
        ToDos = (await Send(new ListToDos.Query { CustomerId = CustomerId, ContactId = Id, View = ListToDos.ToDoView.All, Limit = 20 })).Items;
        Others = await Send(new AskAboutContact.Query(CustomerId, Id));
        return Page();
    }
}
