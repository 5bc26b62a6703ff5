using Crm.Care.Domain;
using Crm.Contracts.Customers;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Care.Features.CareCampaigns;

[Needs("care.read")]
internal sealed class ListPage : CrmPage
{
    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    public Slice<ListCampaigns.Row> Rows { get; private set; } = new([], null);

    public async Task OnGetAsync() => Rows = await Send(new ListCampaigns.Query { After = After });
}

[Needs("care.read")]
internal sealed class DetailPage : CrmPage
{
    public ShowCampaign.View Campaign { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(long id, string? after)
    {
        Campaign = await Send(new ShowCampaign.Query(id, after));
        return PageOr("_CampaignProgress");
    }
}

[Needs("care.read")]
internal sealed class CheckPage : CrmPage
{
    public CheckCampaign.View View { get; private set; } = null!;

    public async Task OnGetAsync(long id) => View = await Send(new CheckCampaign.Query(id));
}

[Needs("care.write")]
internal sealed class NewPage(ICustomerSegments segments) : CampaignForm(segments);

[Needs("care.write")]
internal sealed class EditPage(ICustomerSegments segments) : CampaignForm(segments);

/// <summary>One form for a new campaign and for an old one.</summary>
internal abstract class CampaignForm(ICustomerSegments segments) : FormPage<SaveCampaign.Command>
{
    [FromRoute]
    public long Id { get; set; }

    public IEnumerable<Choice> Purposes => [new(nameof(Purpose.Marketing), L[Purpose.Marketing]), new(nameof(Purpose.Care), L[Purpose.Care])];
    public IEnumerable<Choice> Levels => Choices.Of<CustomerLevel>(L);
    public IEnumerable<Choice> Segments { get; private set; } = [];

    protected override Task<SaveCampaign.Command> Load() => Id == 0 ? base.Load() : Send(new SaveCampaign.Query(Id));

    protected override async Task Prepare() => Segments = await Greetings.SegmentChoices.Offered(segments, Form.SegmentId, HttpContext.RequestAborted);

    protected override async Task<IActionResult> Save() => Done($"/care/campaigns/{await Send(Form with { Id = Id })}", "saved");
}

/// <summary>Pages of one act: they post and go back to the campaign.</summary>
internal abstract class CampaignActPage : CrmPage
{
    public IActionResult OnGet(long id) => LocalRedirect($"/care/campaigns/{id}");

    protected async Task<IActionResult> Act<T>(long id, IRequest<T> command, string message)
    {
        try { return Done($"/care/campaigns/{id}", message, (await Send(command))!); }
        catch (RuleException e) { return Done($"/care/campaigns/{id}", e.Key, e.Args); }
    }
}

[Needs("care.send")]
internal sealed class StartPage : CampaignActPage
{
    public Task<IActionResult> OnPostAsync(long id) => Act(id, new StartCampaign.Command(id), "care.campaign.started");
}

[Needs("care.send")]
internal sealed class PausePage : CampaignActPage
{
    public Task<IActionResult> OnPostAsync(long id) => Act(id, new PauseCampaign.Command(id), "care.campaign.paused");
}

[Needs("care.send")]
internal sealed class ResumePage : CampaignActPage
{
    public Task<IActionResult> OnPostAsync(long id) => Act(id, new ResumeCampaign.Command(id), "care.campaign.resumed");
}

[Needs("care.send")]
internal sealed class StopPage : CampaignActPage
{
    public Task<IActionResult> OnPostAsync(long id) => Act(id, new StopCampaign.Command(id), "care.campaign.stopped");
}

[Needs("care.write")]
internal sealed class TestPage : CampaignActPage
{
    public Task<IActionResult> OnPostAsync(long id) => Act(id, new TestCampaign.Command(id), "care.campaign.tested");
}
