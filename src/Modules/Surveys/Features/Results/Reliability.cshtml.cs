using Crm.Platform.Users;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Results;

[Needs("surveys.results")]
internal sealed class ReliabilityPage : FiguresPage
{
    [BindProperty(SupportsGet = true)]
    public ReadReliability.Query Filter { get; set; } = new();

    public ReadReliability.View View { get; private set; } = null!;

    public override string Tab => "reliability";

    public override ResultsFrame Frame => View.Frame;

    public override ResultsFilter Asked => Filter;

    public override IReadOnlyList<(string Name, string? Value)> Kept => [("extraction", Filter.Extraction.ToString())];

    public async Task OnGetAsync() => View = await Send(Filter with { Survey = Id });
}
