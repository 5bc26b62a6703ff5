using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Staff.Data;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Staff.Features.People;

/// <summary>Changes a colleague's name, roles, teams and what they are good at.</summary>
[Needs("staff.manage")]
internal static class EditPerson
{
    public sealed record Query(long Id) : IRequest<Command>;

    public sealed record Command : PersonFields, IRequest
    {
        public long Id { get; init; }
        public uint Version { get; init; }
    }

    internal sealed class Validator : PersonValidator<Command>;

    internal sealed class Reader(StaffDb db) : IRequestHandler<Query, Command>
    {
        public async Task<Command> Handle(Query request, CancellationToken ct)
        {
            var m = await db.Members.AsNoTracking().Include(x => x.Roles).Include(x => x.Memberships).AsSplitQuery().FirstOrDefaultAsync(x => x.Id == request.Id, ct) ?? throw new MissingException("staff", request.Id);
            var teams = m.Memberships.OrderBy(x => x.Position).Select(x => x.TeamId).ToList();
            return new Command
            {
                Id = m.Id, Version = m.Version, Name = m.Name, EnglishName = m.EnglishName, Email = m.Email, Capacity = m.Capacity, RoleIds = [.. m.Roles.Select(r => r.RoleId).Order()],
                TeamIds = teams, MainTeamId = teams.Count > 0 ? teams[0] : null, Skills = string.Join(", ", m.Skills), Regions = string.Join(", ", m.Regions),
            };
        }
    }

    internal sealed class Handler(StaffDb db, TimeProvider clock) : IRequestHandler<Command>
    {
        public async Task<Unit> Handle(Command request, CancellationToken ct)
        {
            var member = await db.Members.Include(x => x.Roles).Include(x => x.Memberships).AsSplitQuery().FirstOrDefaultAsync(x => x.Id == request.Id, ct) ?? throw new MissingException("staff", request.Id);
            db.Expect(member, request.Version);
            await db.Apply(member, request, clock.GetUtcNow(), ct);
            await using var transaction = await db.Begin(ct);
            db.Entry(member).State = EntityState.Modified; // roles and teams are rows of their own: the version must guard them too
            await db.SaveChangesAsync(ct);
            await db.EnsureSomebodyManages(ct, nameof(Command.RoleIds));
            await transaction.CommitAsync(ct);
            return Unit.Value;
        }
    }
}
