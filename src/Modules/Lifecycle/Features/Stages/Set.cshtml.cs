using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Lifecycle.Features.Stages;

[Needs("lifecycle.write"), Needs("lifecycle.read")]
internal sealed class SetPage : FormPage<SetStage.Command>
{
    [FromRoute]
    public long Id { get; set; }

    public string Name { get; private set; } = "";

    protected override Task<SetStage.Command> Load() => Send(new SetStage.Query(Id));

    protected override async Task Prepare() => Name = (await Send(new ShowStage.Query(Id))).Name;

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { CustomerId = Id });
        return Done($"/lifecycle/customers/{Id}", "lifecycle.hand.done", L[Form.Stage!.Value]);
    }
}

[Needs("lifecycle.write"), Needs("lifecycle.read")]
internal sealed class EndPage : CrmPage
{
    [FromRoute]
    public long Id { get; set; }

    public IActionResult OnGet() => Page();

    public async Task<IActionResult> OnPostAsync()
    {
        await Send(new EndHandStage.Command(Id));
        return Done($"/lifecycle/customers/{Id}", "lifecycle.hand.ended");
    }
}
