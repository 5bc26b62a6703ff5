using Crm.Platform.Users;
using Crm.Surveys.Features.Results;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Exports;

[Needs("surveys.export"), Needs("surveys.results")]
internal sealed class ExportSurveyResultsPage : FigurePage
{
    [FromRoute]
    public long Id { get; set; }

    public override string Back => $"/surveys/{Id}/results";

    protected override IRequest<FigureFile> Command => new ExportResults.Command(new() { Survey = Id }, Form.Format);

    protected override async Task Prepare()
    {
        var results = await Send(new ReadResults.Query { Survey = Id });
        Subject = results.Wave ?? results.Survey;
    }
}
