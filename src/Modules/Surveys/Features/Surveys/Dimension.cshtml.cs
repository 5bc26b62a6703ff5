using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Surveys;

[Needs("surveys.write")]
internal sealed class DimensionPage : FormPage<SaveDimension.Command>
{
    [FromRoute]
    public long Id { get; set; }

    [FromRoute]
    public string Key { get; set; } = "";

    public bool IsNew => Key == "new";

    protected override Task<SaveDimension.Command> Load() => Send(new SaveDimension.Query(Id, IsNew ? null : Key));

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { SurveyId = Id, Key = IsNew ? null : Key });
        return Done($"/surveys/{Id}", "surveys.saved");
    }
}
