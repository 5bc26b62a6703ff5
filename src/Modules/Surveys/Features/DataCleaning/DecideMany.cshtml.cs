using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Surveys.Domain;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.DataCleaning;

[Needs("surveys.write")]
internal sealed class DecideManyPage : FormPage<DecideResponses.Command>
{
    /// <summary>How many answers it is about.</summary>
    public int Count { get; private set; }

    public string Back => Form.Survey is { } survey ? $"/surveys/{survey}/results/cleaning" + (Form.Wave is { } wave ? $"?wave={wave}" : "") : "/responses";

    [FromQuery(Name = "ids")]
    public List<long> Ids { get; set; } = [];

    [FromQuery]
    public long? Survey { get; set; }

    [FromQuery]
    public long? Wave { get; set; }

    [FromQuery]
    public Flag? Flag { get; set; }

    [FromQuery]
    public bool Counted { get; set; }

    protected override Task<DecideResponses.Command> Load() => Task.FromResult(new DecideResponses.Command { Ids = [.. Ids.Distinct().Take(DecideResponses.Most)], Survey = Survey, Wave = Wave, Flag = Flag, Counted = Counted });

    protected override async Task Prepare() => Count = await Send(new DecideResponses.Query(Form));

    protected override async Task<IActionResult> Save()
    {
        var decided = await Send(Form);
        return Done(Back, "surveys.decide.many.done", decided);
    }
}
