using Crm.Platform.Users;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Surveys;

[Needs("surveys.write")]
internal sealed class RemoveItemPage : RearrangePage
{
    public Task<IActionResult> OnPostAsync(long id, string key, int by) => Rearranged(new Rearrange.Command(id, Rearrange.Act.RemoveItem, key, by));
}
