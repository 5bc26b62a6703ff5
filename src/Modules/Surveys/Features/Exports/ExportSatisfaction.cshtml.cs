using Crm.Platform.Users;
using Crm.Surveys.Features.Dashboard;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Exports;

[Needs("surveys.export"), Needs("surveys.results")]
internal sealed class ExportSatisfactionPage : FigurePage
{
    [BindProperty(SupportsGet = true)]
    public SatisfactionFilter Filter { get; set; } = new();

    public override string Back => Filter.Address("/surveys/dashboard", null);

    protected override IRequest<FigureFile> Command => new ExportSatisfaction.Command(Filter, Form.Format);

    protected override Task Prepare()
    {
        Subject = L["surveys.dashboard"];
        return Task.CompletedTask;
    }
}
