using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Surveys;

[Needs("surveys.write")]
internal sealed class ItemPage : FormPage<SaveItem.Command>
{
    [FromRoute]
    public long Id { get; set; }

    [FromRoute]
    public string Key { get; set; } = "";

    [BindProperty(SupportsGet = true, Name = "dimension")]
    public string? Dimension { get; set; }

    public bool IsNew => Key == "new";

    public IEnumerable<Choice> Kinds => SaveItem.Offered.Select(k => new Choice(k.ToString(), L[k]));

    protected override Task<SaveItem.Command> Load() => Send(new SaveItem.Query(Id, IsNew ? null : Key, Dimension));

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { SurveyId = Id, Key = IsNew ? null : Key });
        return Done($"/surveys/{Id}#{Form.Dimension}", "surveys.saved");
    }
}
