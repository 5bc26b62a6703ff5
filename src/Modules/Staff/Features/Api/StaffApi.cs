using Crm.Contracts.Staff;
using Crm.Platform.Api;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Staff.Features.Profile;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Crm.Staff.Features.Api;

/// <summary>Colleagues and teams by name, for whoever assigns work, and who the token belongs to.</summary>
internal static class StaffApi
{
    /// <param name="Skills">Words, some with a level: "technical", "technical:3", "zh".</param>
    /// <param name="Capacity">Tickets they may have assigned or in progress at once.</param>
    /// <param name="Available">Can be given work now.</param>
    /// <param name="SubstituteId">Who stands in during an absence that runs now.</param>
    public sealed record Colleague(long Id, string Name, string Initials, IReadOnlyList<long> TeamIds, IReadOnlyList<string> Skills, IReadOnlyList<string> Regions, int Capacity, bool Active, bool Available, long? SubstituteId);

    public sealed record TeamAnswer(long Id, string Name, string? Code, long DepartmentId, string DepartmentName, long? SupervisorId);

    public static void Map(IEndpointRouteBuilder api)
    {
        var staff = api.MapGroup("").WithTags("Staff").WithMetadata(new OpenToAllAttribute("names of colleagues are on every page, and /me answers about the sender"));
        staff.MapGet("/me", (IMediator mediator, CancellationToken ct) => mediator.Send(new WhoAmI.Query(), ct)).WithSummary("Who the token belongs to, and what it may do.");
        staff.MapGet("/staff", async ([AsParameters] PageQuery page, IStaffDirectory directory, CancellationToken ct) =>
        {
            var after = Cursor.Read<long>(page.Cursor);
            return Cursor.Cut((await directory.Everyone(ct)).Values.Where(p => p.Id > after).OrderBy(p => p.Id).Take(page.Size + 1)
                .Select(p => new Colleague(p.Id, p.Name, p.Initials, p.TeamIds, p.Skills, p.Regions, p.Capacity, p.Active, p.Available, p.SubstituteId)).ToList(), page.Size, p => p.Id);
        }).WithSummary("Everybody who works here, those who left included.");
        staff.MapGet("/teams", async ([AsParameters] PageQuery page, IStaffDirectory directory, CancellationToken ct) =>
        {
            var after = Cursor.Read<long>(page.Cursor);
            return Cursor.Cut((await directory.Teams(ct)).Values.Where(t => t.Id > after).OrderBy(t => t.Id).Take(page.Size + 1)
                .Select(t => new TeamAnswer(t.Id, t.Name, t.Code, t.DepartmentId, t.DepartmentName, t.SupervisorId)).ToList(), page.Size, t => t.Id);
        }).WithSummary("All teams with their departments.");
    }
}
