using Crm.Platform.Localization;
using Crm.Platform.Users;
using Crm.Surveys.Features.Results;

namespace Crm.Surveys.Features.Exports;

[Needs("surveys.export"), Needs("surveys.results")]
internal sealed class ExportSurveyResultsPage(Show show) : ResultsFigurePage(show)
{
    public override string Back => $"/surveys/{Id}/results{FilterAddress.Query(Filter)}";

    protected override ReadResults.Query Of => Filter with { Survey = Id };
}
