using Crm.Contracts.Customers;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Surveys;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Waves;

[Needs("surveys.write")]
internal sealed class NewPage(ICustomerSegments segments, TimeProvider clock) : FormPage<PlanWave.Command>
{
    [BindProperty(SupportsGet = true, Name = "survey")]
    public long? Survey { get; set; }

    public IReadOnlyList<Choice> Surveys { get; private set; } = [];

    public IReadOnlyList<Choice> Kinds => [new(nameof(WaveKind.Audience), L[WaveKind.Audience]), new(nameof(WaveKind.PublicLink), L[WaveKind.PublicLink])];

    protected override Task<PlanWave.Command> Load() => Task.FromResult(new PlanWave.Command { SurveyId = Survey, OpensAt = clock.GetUtcNow(), ClosesAt = clock.GetUtcNow().AddDays(21) });

    public IReadOnlyList<Choice> Segments { get; private set; } = [];

    protected override async Task Prepare()
    {
        Segments = [.. (await segments.Usable(HttpContext.RequestAborted)).Select(s => new Choice(s.Id.ToString(System.Globalization.CultureInfo.InvariantCulture), s.Name))];
        Surveys = [.. (await Send(new ListSurveys.Query { Limit = 200 })).Items.Where(s => s.Published is not null).Select(s => new Choice(s.Id.ToString(System.Globalization.CultureInfo.InvariantCulture), s.Title))];
    }

    protected override async Task<IActionResult> Save() => Done($"/waves/{await Send(Form)}", "surveys.wave.planned");
}
