using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Surveys;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Results;

[Needs("surveys.write")]
internal sealed class BenchmarksPage(CurrentUser user) : FormPage<SetBenchmarks.Command>
{
    [FromRoute]
    public long Id { get; set; }

    public string Survey { get; private set; } = "";

    SurveyDefinition definition = new();

    /// <summary>Name of a figure: of an item its question.</summary>
    public string NameOf(string figure) => figure switch
    {
        Benchmark.Index => L["surveys.index"],
        Benchmark.Csat => L["surveys.csat"] + " (%)",
        Benchmark.Nps => L["surveys.nps"],
        _ => definition.Find(figure)?.Text.In(user.Language) ?? figure,
    };

    protected override bool KeepsBefore => true;

    protected override Task<SetBenchmarks.Command> Load() => Send(new SetBenchmarks.Query(Id));

    protected override async Task Prepare()
    {
        definition = (await Send(new ShowSurvey.Query(Id))).Draft;
        Survey = definition.Title.In(user.Language);
    }

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { SurveyId = Id });
        return Done($"/surveys/{Id}/results", "surveys.benchmarks.saved");
    }
}
