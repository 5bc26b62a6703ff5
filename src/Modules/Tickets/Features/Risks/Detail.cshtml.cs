using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Risks;

[Needs("tickets.risks")]
internal sealed class RiskPage : CrmPage
{
    public ViewRisk.Result Alert { get; private set; } = null!;

    public async Task OnGetAsync(long id) => Alert = await Send(new ViewRisk.Query(id));
}

/// <summary>Takes the post of a button. What is refused is said on the alert's page.</summary>
[Needs("tickets.risks")]
internal sealed class AcknowledgeRiskPage : CrmPage
{
    public IActionResult OnGet(long id) => LocalRedirect($"/tickets/risks/{id}");

    public async Task<IActionResult> OnPostAsync(long id)
    {
        try { await Send(new AcknowledgeRisk.Command(id)); }
        catch (RuleException e) { return Done($"/tickets/risks/{id}", e.Key, e.Args); }
        return Done($"/tickets/risks/{id}", "tickets.risk.acknowledged_now");
    }
}

[Needs("tickets.risks")]
internal sealed class CloseRiskPage : FormPage<CloseRisk.Command>
{
    [FromRoute]
    public long Id { get; set; }

    public ViewRisk.Result Alert { get; private set; } = null!;

    protected override async Task<CloseRisk.Command> Load()
    {
        Alert = await Send(new ViewRisk.Query(Id));
        return new CloseRisk.Command { Id = Id, Version = Alert.Version };
    }

    protected override async Task Prepare() => Alert ??= await Send(new ViewRisk.Query(Id));

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return Done($"/tickets/risks/{Id}", "tickets.risk.closed_now");
    }
}
