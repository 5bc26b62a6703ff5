using Crm.Platform.Users;

namespace Crm.Surveys.Features.Results;

[Needs("surveys.results")]
internal sealed class WaveResultsPage : ResultsPage
{
    public override FilterForm Form => new(Filter, More.Choices, $"/waves/{Id}/results", Waves: false, [], Flags: false);

    public Task OnGetAsync() => Load(Filter with { Survey = null, Wave = Id });
}
