using Crm.Platform.Users;

namespace Crm.Surveys.Features.Results;

[Needs("surveys.results")]
internal sealed class SurveyResultsPage : ResultsPage
{
    public override FilterForm Form => new(Filter, More.Choices, $"/surveys/{Id}/results", Waves: true, [], Flags: false);

    public Task OnGetAsync() => Load(Filter with { Survey = Id });
}
