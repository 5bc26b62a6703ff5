using Crm.Platform.Users;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Waves;

[Needs("surveys.write")]
internal sealed class ReopenPage : WaveActPage
{
    public Task<IActionResult> OnPostAsync(long id) => Act(id, new ReopenWave.Command(id), "surveys.wave.reopened.done");
}
