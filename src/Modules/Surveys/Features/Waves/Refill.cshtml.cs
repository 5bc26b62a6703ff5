using Crm.Platform.Users;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Waves;

[Needs("surveys.write")]
internal sealed class RefillPage : WaveActPage
{
    public Task<IActionResult> OnPostAsync(long id) => Act(id, new RefillSnapshots.Command(id), "surveys.refill.begun");
}
