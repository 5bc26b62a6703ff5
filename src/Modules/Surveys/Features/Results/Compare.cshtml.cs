using Crm.Platform.Users;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Results;

[Needs("surveys.results")]
internal sealed class ComparePage : FiguresPage
{
    [BindProperty(SupportsGet = true)]
    public CompareGroups.Query Filter { get; set; } = new();

    public CompareGroups.View View { get; private set; } = null!;

    public override string Tab => "compare";

    public override ResultsFrame Frame => View.Frame;

    public override ResultsFilter Asked => Filter;

    public override IReadOnlyList<(string Name, string? Value)> Kept => [("by", View.By.ToString())];

    public async Task OnGetAsync() => View = await Send(Filter with { Survey = Id });
}
