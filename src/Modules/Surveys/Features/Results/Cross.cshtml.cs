using Crm.Platform.Users;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Results;

[Needs("surveys.results")]
internal sealed class CrossPage : FiguresPage
{
    [BindProperty(SupportsGet = true)]
    public CrossTabulate.Query Filter { get; set; } = new();

    public CrossTabulate.View View { get; private set; } = null!;

    public override string Tab => "cross";

    public override ResultsFrame Frame => View.Frame;

    public override ResultsFilter Asked => Filter;

    public override IReadOnlyList<(string Name, string? Value)> Kept => [("rows", View.Rows), ("columns", View.Columns)];

    public async Task OnGetAsync() => View = await Send(Filter with { Survey = Id });
}
