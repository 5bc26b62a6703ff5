using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Staff.Data;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Staff.Features.Roles;

/// <summary>Deletes a role that nobody holds.</summary>
[Needs("staff.manage")]
internal static class DeleteRole
{
    public sealed record Command(long Id) : IRequest;

    internal sealed class Handler(StaffDb db) : IRequestHandler<Command>
    {
        public async Task<Unit> Handle(Command request, CancellationToken ct)
        {
            var role = await db.Roles.Include(r => r.Grants).FirstOrDefaultAsync(r => r.Id == request.Id, ct) ?? throw new MissingException("role", request.Id);
            if (await db.Members.AnyAsync(m => m.Roles.Any(r => r.RoleId == role.Id), ct)) throw new RuleException("staff.roles.held");
            db.Roles.Remove(role);
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }
}
