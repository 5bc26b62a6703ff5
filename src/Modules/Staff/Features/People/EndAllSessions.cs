using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Staff.Data;
using Crm.Staff.Domain;
using Crm.Staff.Features.Profile;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Staff.Features.People;

/// <summary>Signs a colleague out everywhere, and lifts the lock after too many tries.</summary>
[Needs("staff.manage")]
internal static class EndAllSessions
{
    public sealed record Command(long Id) : IRequest;

    internal sealed class Handler(StaffDb db, TimeProvider clock) : IRequestHandler<Command>
    {
        public async Task<Unit> Handle(Command request, CancellationToken ct)
        {
            var member = await db.Members.FirstOrDefaultAsync(m => m.Id == request.Id, ct) ?? throw new MissingException("staff", request.Id);
            member.Succeed();
            await db.EndSessions(member.Id, null, clock.GetUtcNow(), ct);
            db.Record("sessions.ended", nameof(StaffMember), member.Id);
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }
}
