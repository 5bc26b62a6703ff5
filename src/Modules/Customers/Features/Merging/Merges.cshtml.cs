using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Merging;

[Needs("customers.merge")]
internal sealed class MergesPage : CrmPage
{
    /// <summary>Only the merges of this customer.</summary>
    [FromQuery(Name = "customer")]
    public long? Customer { get; set; }

    [FromQuery]
    public string? After { get; set; }

    public Slice<ListMerges.Row> Merges { get; private set; } = new([], null);

    public async Task OnGetAsync() => Merges = await Send(new ListMerges.Query(Customer, After));
}
