using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.FollowUps;

[Needs("tickets.settings")]
internal sealed class ResurveyPage : FormPage<ChangeResurvey.Command>
{
    protected override bool KeepsBefore => true;

    protected override Task<ChangeResurvey.Command> Load() => Send(new ChangeResurvey.Query());

    protected override async Task<IActionResult> Save()
    {
        await Send(Form);
        return Done("/tickets/settings/resurvey", "tickets.settings.saved");
    }
}
