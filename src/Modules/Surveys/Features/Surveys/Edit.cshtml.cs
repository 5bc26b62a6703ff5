using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Surveys;

[Needs("surveys.write")]
internal sealed class EditPage : FormPage<EditTexts.Command>
{
    [FromRoute]
    public long Id { get; set; }

    protected override Task<EditTexts.Command> Load() => Send(new EditTexts.Query(Id));

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return Done($"/surveys/{Id}", "surveys.saved");
    }
}
