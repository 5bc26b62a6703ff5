using Crm.Contracts.Staff;
using Crm.Platform.Api;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Staff.Features.People;
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

    /// <param name="Skills">All of them: those left out are no longer theirs.</param>
    public sealed record SkillsJson(IReadOnlyList<string> Skills, IReadOnlyList<string> Regions, int Capacity);

    /// <summary>What to change; what is left out stays.</summary>
    public sealed record SkillsPatch(IReadOnlyList<string>? Skills, IReadOnlyList<string>? Regions, int? Capacity);

    public static void Map(ApiRoutes api)
    {
        var staff = api.MapGroup("").WithTags("Staff").WithMetadata(new OpenToAllAttribute("names of colleagues are on every page, and /me answers about the sender"));
        staff.MapGet("/me", (IMediator mediator, CancellationToken ct) => mediator.Send(new WhoAmI.Query(), ct)).WithSummary("Who the token belongs to, and what it may do.");
        staff.MapGet("/staff", async ([AsParameters] PageQuery page, IStaffDirectory directory, CancellationToken ct) =>
        {
            var after = Cursor.Read<long>(page.Cursor);
            return Cursor.Cut((await directory.Everyone(ct)).Values.Where(p => p.Id > after).OrderBy(p => p.Id).Take(page.Size + 1)
                .Select(p => new Colleague(p.Id, p.Name, p.Initials, p.TeamIds, p.Skills, p.Regions, p.Capacity, p.Active, p.Available, p.SubstituteId)).ToList(), page.Size, p => p.Id);
        }).WithSummary("Everybody who works here, those who left included.");
        var skills = api.MapGroup("/staff/{id:long}/skills").WithTags("Staff");
        skills.MapGet("", (long id, IMediator m, CancellationToken ct) => Skills(id, m, ct)).Needs("staff.manage").WithSummary("What somebody is good at, the regions they look after, and how much they can bear at once.");
        skills.MapPatch("", async (long id, SkillsPatch p, IfMatch match, IMediator m, CancellationToken ct) =>
        {
            var now = await m.Send(new ChangeSkills.Query(id), ct);
            await m.Send(now with { Skills = p.Skills ?? now.Skills, Regions = p.Regions ?? now.Regions, Capacity = p.Capacity ?? now.Capacity, Version = match.Version }, ct);
            return await Skills(id, m, ct);
        }).Needs("staff.manage").WithSummary("Changes them. Queues are handed out anew.");
        staff.MapGet("/teams", async ([AsParameters] PageQuery page, IStaffDirectory directory, CancellationToken ct) =>
        {
            var after = Cursor.Read<long>(page.Cursor);
            return Cursor.Cut((await directory.Teams(ct)).Values.Where(t => t.Id > after).OrderBy(t => t.Id).Take(page.Size + 1)
                .Select(t => new TeamAnswer(t.Id, t.Name, t.Code, t.DepartmentId, t.DepartmentName, t.SupervisorId)).ToList(), page.Size, t => t.Id);
        }).WithSummary("All teams with their departments.");
    }

    static async Task<Tagged<SkillsJson>> Skills(long id, IMediator m, CancellationToken ct)
    {
        var c = await m.Send(new ChangeSkills.Query(id), ct);
        return ETags.Ok(new SkillsJson(c.Skills, c.Regions, c.Capacity), c.Version);
    }
}
