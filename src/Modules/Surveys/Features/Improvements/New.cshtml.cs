using Crm.Platform.Time;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Improvements;

[Needs("improvements.propose")]
internal sealed class NewPage(InstallationZone zone, TimeProvider clock) : FormPage<ProposeImprovement.Command>
{
    [BindProperty(SupportsGet = true, Name = "survey")]
    public long? Survey { get; set; }

    [BindProperty(SupportsGet = true, Name = "wave")]
    public long? Wave { get; set; }

    [BindProperty(SupportsGet = true, Name = "item")]
    public string? Item { get; set; }

    public ProposeImprovement.View About { get; private set; } = null!;

    protected override async Task<ProposeImprovement.Command> Load()
    {
        About = await Send(new ProposeImprovement.Query(Survey, Wave, Item));
        return new() { SurveyId = About.SurveyId, WaveId = About.WaveId, Item = About.Item, DueOn = zone.DayOf(clock.GetUtcNow()).AddDays(30), Problem = About.ItemText is null ? "" : L["surveys.improvement.problem.of", About.ItemText] };
    }

    protected override async Task Prepare() => About ??= await Send(new ProposeImprovement.Query(Form.SurveyId, Form.WaveId, Form.Item));

    protected override async Task<IActionResult> Save() => Done($"/improvements/{await Send(Form)}", "surveys.improvement.proposed");
}
