using Crm.Customers.Domain.Privacy;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Privacy;

[Needs("customers.reveal")]
internal sealed class RevealPage : FormPage<RevealData.Command>
{
    [FromRoute]
    public long Id { get; set; }

    [FromQuery]
    public RevealKind Kind { get; set; }

    protected override Task<RevealData.Command> Load() => Task.FromResult(new RevealData.Command { Id = Id, Kind = Kind });

    protected override async Task<IActionResult> Save()
    {
        Form = Form with { Id = Id };
        var answer = await Send(Form);
        var back = Form.Kind == RevealKind.Sensitive ? $"/customers/{Id}/sensitive" : $"/customers/{Id}";
        return answer.Until is null ? Done(back, "customers.reveal.requested") : Done(back, "customers.reveal.opened");
    }
}
