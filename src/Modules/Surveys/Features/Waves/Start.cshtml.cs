using Crm.Platform.Users;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Waves;

[Needs("surveys.write")]
internal sealed class StartPage : WaveActPage
{
    public Task<IActionResult> OnPostAsync(long id) => Act(id, new StartWave.Command(id), "surveys.wave.started.done");
}
