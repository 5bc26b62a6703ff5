using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Lifecycle.Features.Stages;

[Needs("lifecycle.settings")]
internal sealed class RulesPage : FormPage<ChangeStageRules.Command>
{
    protected override Task<ChangeStageRules.Command> Load() => Send(new ChangeStageRules.Query());

    protected override async Task<IActionResult> Save() => Done($"/jobs/{await Send(Form)}", "lifecycle.rules.working");
}
