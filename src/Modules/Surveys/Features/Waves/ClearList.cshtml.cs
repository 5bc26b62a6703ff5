using Crm.Platform.Users;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Waves;

[Needs("surveys.write")]
internal sealed class ClearListPage : WaveActPage
{
    public Task<IActionResult> OnPostAsync(long id) => Act(id, new ListCustomers.Remove(id, null), "surveys.list.cleared");
}
