using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Surveys.Domain;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.AnswerImports;

[Needs("surveys.write")]
internal sealed class MapPage : FormPage<CheckAnswerImport.Command>
{
    [FromRoute]
    public long Id { get; set; }

    public CheckAnswerImport.View View { get; private set; } = null!;

    /// <summary>Items a column can fill or become.</summary>
    public IReadOnlyList<Choice> Items => View.SurveyId is null ? [.. AnswerTargets.Kinds.Keys.Select(k => new Choice(AnswerTargets.New + k, L["surveys.import.new." + k]))] : View.Items;

    public IReadOnlyList<Choice> Facts => [.. AnswerTargets.Facts.Select(f => new Choice(f, L["surveys.import.fact." + f]))];

    protected override async Task<CheckAnswerImport.Command> Load() => (await Send(new CheckAnswerImport.Query(Id))).Form;

    protected override async Task Prepare() => View = await Send(new CheckAnswerImport.Query(Id));

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return Done($"/surveys/imports/{Id}");
    }
}
