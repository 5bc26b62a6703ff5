using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Surveys.Domain;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Surveys;

[Needs("surveys.write")]
internal sealed class NewPage(CurrentUser user) : FormPage<WriteSurvey.Command>
{
    public IReadOnlyList<Choice> Sources { get; private set; } = [];

    protected override async Task Prepare() => Sources =
    [
        .. Templates.All.Select(t => new Choice("template:" + t.Key, L["surveys.from.template", t.Value.Title.In(user.Language)])),
        .. (await Send(new ListSurveys.Query { Limit = 200 })).Items.Select(s => new Choice($"survey:{s.Id}", L["surveys.from.copy", s.Title])),
    ];

    protected override async Task<IActionResult> Save() => Done($"/surveys/{await Send(Form)}", "surveys.written");
}
