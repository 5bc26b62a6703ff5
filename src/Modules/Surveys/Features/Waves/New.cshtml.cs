using Crm.Contracts.Customers;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Surveys.Features.Surveys;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Waves;

[Needs("surveys.write")]
internal sealed class NewPage(ICustomerSegments segments, TimeProvider clock) : FormPage<PlanWave.Command>, IWaveForm
{
    [BindProperty(SupportsGet = true, Name = "survey")]
    public long? Survey { get; set; }

    public IReadOnlyList<Choice> Surveys { get; private set; } = [];

    public IReadOnlyList<Choice> Kinds => [.. PlanWave.Kinds.Select(k => new Choice(k.ToString(), L[k]))];

    WaveInput IWaveForm.Form => Form;

    public bool Early => true;

    public IReadOnlyList<Choice> Segments { get; private set; } = [];

    protected override Task<PlanWave.Command> Load() => Task.FromResult(new PlanWave.Command { SurveyId = Survey, OpensAt = clock.GetUtcNow(), ClosesAt = clock.GetUtcNow().AddDays(21) });

    protected override async Task Prepare()
    {
        Segments = await IWaveForm.ChoicesOf(segments, HttpContext.RequestAborted);
        Surveys = [.. (await Send(new ListSurveys.Query { Limit = 200 })).Items.Where(s => s.Published is not null).Select(s => new Choice(s.Id, s.Title))];
    }

    protected override async Task<IActionResult> Save() => Done($"/waves/{await Send(Form)}", "surveys.wave.planned");
}
