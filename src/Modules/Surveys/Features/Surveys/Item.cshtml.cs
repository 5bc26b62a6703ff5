using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Surveys.Domain;
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

    /// <summary>What a new one starts as.</summary>
    [BindProperty(SupportsGet = true, Name = "kind")]
    public ItemKind Kind { get; set; }

    public AroundItem.View Around { get; private set; } = null!;

    public bool IsNew => Key == "new";

    public IEnumerable<Choice> Kinds => Choices.Of<ItemKind>(L);

    public IEnumerable<Choice> Sources => Around.Sources.Select(s => new Choice(s.Key, s.Text));

    protected override Task<SaveItem.Command> Load() => Send(new SaveItem.Query(Id, IsNew ? null : Key, Dimension, Kind));

    protected override async Task Prepare() => Around = await Send(new AroundItem.Query(Id, Form.Dimension, IsNew ? null : Key));

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { SurveyId = Id, Key = IsNew ? null : Key });
        return Done($"/surveys/{Id}#{(IsNew ? "page-" + Form.Dimension : "item-" + Key)}", "surveys.saved");
    }
}
