using Crm.Platform.Users;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Results;

[Needs("surveys.results")]
internal sealed class TrendPage : FiguresPage
{
    [BindProperty(SupportsGet = true)]
    public ReadSurveyTrend.Query Filter { get; set; } = new();

    public ReadSurveyTrend.View View { get; private set; } = null!;

    public override string Tab => "trend";

    public override ResultsFrame Frame => View.Frame;

    public override ResultsFilter Asked => Filter;

    public override IReadOnlyList<(string Name, string? Value)> Kept => [("by", Filter.By?.ToString().ToLowerInvariant())];

    public async Task OnGetAsync() => View = await Send(Filter with { Survey = Id });
}
