using Crm.Platform.Users;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Results;

[Needs("surveys.results")]
internal sealed class SurveyResultsPage : ResultsPage
{
    [FromRoute]
    public long Id { get; set; }

    public async Task OnGetAsync() => Results = await Send(new ReadResults.Query { Survey = Id });
}
