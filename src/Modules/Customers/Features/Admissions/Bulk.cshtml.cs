using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Admissions;

/// <summary>Shows a selection of the queue with the checklist, then what came of each.</summary>
[Needs("customers.admit")]
internal sealed class BulkPage : FormPage<AdmitMany.Command>
{
    public AdmitMany.View View { get; private set; } = null!;

    public IReadOnlyList<AdmitMany.Result>? Results { get; private set; }

    [FromQuery(Name = "id")]
    public List<long> Chosen { get; set; } = [];

    protected override async Task Prepare() => View = await Send(new AdmitMany.Query(Form.Ids is { Count: > 0 } ids ? ids : Chosen));

    protected override async Task<IActionResult> Save()
    {
        Results = await Send(Form);
        return Page();
    }
}
