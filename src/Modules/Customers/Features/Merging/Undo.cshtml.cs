using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Merging;

[Needs("customers.merge")]
internal sealed class UndoPage : CrmPage
{
    [FromRoute]
    public long Id { get; set; }

    public IActionResult OnGet() => Page();

    public Task<IActionResult> OnPostAsync() => Try(
        async () => Done($"/customers/{await Send(new UndoMerge.Command(Id))}", "customers.merges.undo.done"),
        () => Task.FromResult<IActionResult>(Page()), prefix: "");
}
