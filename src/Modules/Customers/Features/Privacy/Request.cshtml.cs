using Crm.Customers.Domain.Privacy;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Privacy;

[Needs("privacy.manage")]
internal sealed class RequestPage : FormPage<HandleRequest.Command>
{
    [FromRoute]
    public long Id { get; set; }

    public HandleRequest.View View { get; private set; } = null!;

    public IReadOnlyList<Choice> Outcomes => Choices.Of<RightsOutcome>(L);

    protected override async Task<HandleRequest.Command> Load()
    {
        View = await Send(new HandleRequest.Query(Id));
        return new() { Id = Id, IdentityHow = View.IdentityHow, Version = View.Version };
    }

    protected override async Task Prepare() => View ??= await Send(new HandleRequest.Query(Id));

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return Done($"/privacy/requests/{Id}", "customers.privacy.saved");
    }
}
