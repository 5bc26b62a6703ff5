using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Staff.Data;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Staff.Features.Organisation;

/// <summary>Deletes a team without members. Rows of other modules keep its id and belong to nobody's team from then on.</summary>
[Needs("staff.manage")]
internal static class DeleteTeam
{
    public sealed record Command(long Id) : IRequest;

    internal sealed class Handler(StaffDb db) : IRequestHandler<Command>
    {
        public async Task<Unit> Handle(Command request, CancellationToken ct)
        {
            var team = await db.Teams.FirstOrDefaultAsync(t => t.Id == request.Id, ct) ?? throw new MissingException("team", request.Id);
            if (await db.Members.AnyAsync(m => m.Memberships.Any(x => x.TeamId == team.Id), ct)) throw new RuleException("staff.teams.used");
            db.Teams.Remove(team);
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }
}
