using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Domain;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Settings;

/// <summary>A new cause or resolution, or with an id one that is changed.</summary>
[Needs("tickets.settings")]
internal sealed class CodePage : FormPage<ChangeCode.Command>
{
    [FromRoute]
    public long Id { get; set; }

    /// <summary>Of a new one.</summary>
    [FromQuery]
    public CodeKind Kind { get; set; }

    protected override async Task<ChangeCode.Command> Load() => Id == 0 ? new() { Kind = Kind } : await Send(new ChangeCode.Query(Id));

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return Done("/tickets/settings", "tickets.settings.saved");
    }
}
