using Crm.Platform.Localization;
using Crm.Surveys.Features.Results;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Exports;

/// <summary>Results of the filter in the address as a file.</summary>
internal abstract class ResultsFigurePage(Show show) : FigurePage
{
    [FromRoute]
    public long Id { get; set; }

    [BindProperty(SupportsGet = true)]
    public ReadResults.Query Filter { get; set; } = new();

    /// <summary>The filter, and of what it is.</summary>
    protected abstract ReadResults.Query Of { get; }

    protected override IRequest<FigureFile> Command => new ExportResults.Command(Of, Form.Format);

    protected override async Task Prepare() => Subject = Filter.Subject(L, show, await Send(new ReadOverview.Query(Of)));
}
