using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.DataCleaning;

[Needs("surveys.write")]
internal sealed class RulesPage : FormPage<SetRules.Command>
{
    [FromRoute]
    public long Id { get; set; }

    protected override Task<SetRules.Command> Load() => Send(new SetRules.Query(Id));

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return Done($"/surveys/{Id}/results/cleaning", "surveys.rules.saved");
    }
}
