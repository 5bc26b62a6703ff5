using Crm.Contracts.Staff;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Staff.Features.Absences;

[Needs("staff.manage")]
internal sealed class OfOtherPage(IStaffDirectory directory) : FormPage<AddAbsence.Command>, IAbsenceForm
{
    [BindProperty(SupportsGet = true)]
    public long Id { get; set; }

    public string Name { get; private set; } = "";

    public ListAbsences.Result Now { get; private set; } = null!;

    public IReadOnlyList<Choice> Colleagues { get; private set; } = [];

    protected override async Task Prepare()
    {
        Name = (await directory.Everyone(HttpContext.RequestAborted)).GetValueOrDefault(Id)?.Name ?? throw new MissingException("staff", Id);
        Now = await Send(new ListAbsences.Query(Id));
        Colleagues = await directory.ColleaguesOf(Id, HttpContext.RequestAborted);
    }

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { StaffId = Id });
        return Done($"/staff/{Id}/absence", "staff.absence.added");
    }
}
