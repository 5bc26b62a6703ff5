using Crm.Platform.Users;
using Crm.Surveys.Features.Results;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Exports;

[Needs("surveys.export"), Needs("surveys.results")]
internal sealed class ExportWaveResultsPage : FigurePage
{
    [FromRoute]
    public long Id { get; set; }

    public override string Back => $"/waves/{Id}/results";

    protected override IRequest<FigureFile> Command => new ExportResults.Command(new() { Wave = Id }, Form.Format);

    protected override async Task Prepare()
    {
        var results = await Send(new ReadResults.Query { Wave = Id });
        Subject = results.Wave ?? results.Survey;
    }
}
