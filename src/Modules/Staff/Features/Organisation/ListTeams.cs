using System.Globalization;
using Crm.Contracts.Staff;
using Crm.Platform.Users;
using Crm.Staff.Data;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Staff.Features.Organisation;

/// <summary>Departments with their teams.</summary>
[Needs("staff.manage")]
internal static class ListTeams
{
    public sealed record Query : IRequest<IReadOnlyList<DepartmentItem>>;

    public sealed record DepartmentItem(long Id, string Name, IReadOnlyList<TeamItem> Teams);

    public sealed record TeamItem(long Id, string Name, string? Code, string? Supervisor, int Members);

    internal sealed class Handler(StaffDb db, IStaffDirectory directory) : IRequestHandler<Query, IReadOnlyList<DepartmentItem>>
    {
        public async Task<IReadOnlyList<DepartmentItem>> Handle(Query request, CancellationToken ct)
        {
            var language = Platform.Localization.Texts.LanguageOf(CultureInfo.CurrentUICulture);
            var people = await directory.Everyone(ct);
            var teams = await db.Teams.AsNoTracking().OrderBy(t => t.Id).ToListAsync(ct);
            var departments = await db.Departments.AsNoTracking().OrderBy(d => d.Id).ToListAsync(ct);
            var members = people.Values.Where(p => p.Active).SelectMany(p => p.TeamIds).CountBy(t => t).ToDictionary();
            return [.. departments.Select(d => new DepartmentItem(d.Id, d.NameIn(language), [.. teams.Where(t => t.DepartmentId == d.Id)
                .Select(t => new TeamItem(t.Id, t.NameIn(language), t.Code, t.SupervisorId is { } s ? people.GetValueOrDefault(s)?.Name : null, members.GetValueOrDefault(t.Id)))]))];
        }
    }
}
