using Crm.Platform.Users;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Results;

[Needs("surveys.results")]
internal sealed class DriversPage : FiguresPage
{
    [BindProperty(SupportsGet = true)]
    public ReadDrivers.Query Filter { get; set; } = new();

    public ReadDrivers.View View { get; private set; } = null!;

    public override string Tab => "drivers";

    public override ResultsFrame Frame => View.Frame;

    public override ResultsFilter Asked => Filter;

    public override IReadOnlyList<(string Name, string? Value)> Kept => [("predictors", Filter.Predictors?.ToString().ToLowerInvariant())];

    public async Task OnGetAsync() => View = await Send(Filter with { Survey = Id });
}
