using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Privacy;

[Needs("privacy.manage")]
internal sealed class IncidentPage : FormPage<SaveIncident.Command>
{
    [FromRoute]
    public long? Id { get; set; }

    protected override Task<SaveIncident.Command> Load() => Id is { } id ? Send(new SaveIncident.Query(id)) : base.Load();

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id ?? 0 });
        return Done("/privacy/incidents", "customers.privacy.saved");
    }
}
