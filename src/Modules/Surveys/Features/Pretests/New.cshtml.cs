using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Pretests;

[Needs("surveys.write")]
internal sealed class NewPage : FormPage<OpenPretest.Command>
{
    [FromRoute]
    public long Id { get; set; }

    protected override async Task<IActionResult> Save() => Done($"/pretests/{await Send(Form with { SurveyId = Id })}", "surveys.pretest.opened");
}
