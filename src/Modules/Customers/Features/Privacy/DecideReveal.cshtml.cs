using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Privacy;

[Needs("privacy.approve")]
internal sealed class DecideRevealPage : FormPage<DecideReveal.Command>
{
    [FromRoute]
    public long Id { get; set; }

    public DecideReveal.View View { get; private set; } = null!;

    public IReadOnlyList<Choice> Answers => [new("true", L["customers.reveal.grant"]), new("false", L["customers.reveal.deny"])];

    protected override async Task<DecideReveal.Command> Load()
    {
        View = await Send(new DecideReveal.Query(Id));
        return new() { Id = Id, Version = View.Version };
    }

    protected override async Task Prepare() => View ??= await Send(new DecideReveal.Query(Id));

    protected override async Task<IActionResult> Save()
    {
        Form = Form with { Id = Id };
        await Send(Form);
        return Done("/privacy/reveals", Form.Grant == true ? "customers.reveal.granted" : "customers.reveal.denied");
    }
}
