using Crm.Contracts.Customers;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Admissions;

[Needs("customers.admit")]
internal sealed class DecidePage : FormPage<DecideAdmission.Command>
{
    [FromRoute]
    public long Id { get; set; }

    public DecideAdmission.View View { get; private set; } = null!;

    public IReadOnlyList<Choice> Decisions =>
        [.. (View.Admission == Admission.Pending ? new[] { Admission.Admitted, Admission.Rejected } : [Admission.Pending]).Select(a => new Choice(a.ToString(), L["customers.admission.to." + a]))];

    protected override async Task<DecideAdmission.Command> Load() => new() { Version = (await Send(new DecideAdmission.Query(Id))).Version };

    protected override async Task Prepare() => View = await Send(new DecideAdmission.Query(Id));

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return Done("/customers/admission", "customers.admission.done." + Form.Decision);
    }
}
