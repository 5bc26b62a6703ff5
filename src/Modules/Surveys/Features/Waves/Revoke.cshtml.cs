using Crm.Platform.Users;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Waves;

[Needs("surveys.write")]
internal sealed class RevokePage : WaveActPage
{
    public Task<IActionResult> OnPostAsync(long id, long invitation) => Act(id, new RevokeInvitation.Command(id, invitation), "surveys.revoked");
}
