using Crm.Contracts.Staff;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Staff.Features.Absences;

/// <summary>What the fields of an absence need from their page.</summary>
internal interface IAbsenceForm
{
    AddAbsence.Command Form { get; }

    IReadOnlyList<Choice> Colleagues { get; }
}

[Authorize]
internal sealed class OwnAbsencePage(IStaffDirectory directory, CurrentUser user) : FormPage<AddAbsence.Command>, IAbsenceForm
{
    public ListAbsences.Result Now { get; private set; } = null!;

    public IReadOnlyList<Choice> Colleagues { get; private set; } = [];

    protected override async Task Prepare()
    {
        Now = await Send(new ListAbsences.Query());
        Colleagues = await directory.ColleaguesOf(user.Id ?? 0, HttpContext.RequestAborted);
    }

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { StaffId = null });
        return Done("/profile/absence", "staff.absence.added");
    }
}

internal static class ColleagueChoices
{
    public static async Task<IReadOnlyList<Choice>> ColleaguesOf(this IStaffDirectory directory, long id, CancellationToken ct) =>
        [.. (await directory.Everyone(ct)).Values.Where(p => p.Active && p.Id != id).OrderBy(p => p.Name).Select(p => new Choice(p.Id, p.Name))];
}
