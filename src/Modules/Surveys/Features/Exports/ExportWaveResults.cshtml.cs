using Crm.Platform.Localization;
using Crm.Platform.Users;
using Crm.Surveys.Features.Results;

namespace Crm.Surveys.Features.Exports;

[Needs("surveys.export"), Needs("surveys.results")]
internal sealed class ExportWaveResultsPage(Show show) : ResultsFigurePage(show)
{
    public override string Back => $"/waves/{Id}/results{FilterAddress.Query(Filter)}";

    protected override ReadResults.Query Of => Filter with { Survey = null, Wave = Id };
}
