using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Staff.Data;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Staff.Features.People;

/// <summary>A colleague comes back.</summary>
[Needs("staff.manage")]
internal static class ReactivatePerson
{
    public sealed record Command(long Id) : IRequest;

    internal sealed class Handler(StaffDb db, TimeProvider clock) : IRequestHandler<Command>
    {
        public async Task<Unit> Handle(Command request, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            var member = await db.Members.Include(m => m.Absences.Where(a => a.Until > now)).FirstOrDefaultAsync(m => m.Id == request.Id, ct) ?? throw new MissingException("staff", request.Id);
            if (member.Active) return Unit.Value;
            member.Reactivate(now);
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }
}
