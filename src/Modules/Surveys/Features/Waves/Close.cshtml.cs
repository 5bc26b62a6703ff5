using Crm.Platform.Users;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Waves;

[Needs("surveys.write")]
internal sealed class ClosePage : WaveActPage
{
    public Task<IActionResult> OnPostAsync(long id) => Act(id, new CloseWave.Command(id), "surveys.wave.closed.done");
}
