using Crm.Platform.Users;
using Crm.Staff.Data;
using Crm.Staff.Domain;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Staff.Features.Sessions;

/// <summary>Ends the session of this browser.</summary>
[OpenToAll("ends the sender's own session")]
internal static class SignOut
{
    public sealed record Command(Guid SessionId) : IRequest;

    internal sealed class Handler(StaffDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Command>
    {
        public async Task<Unit> Handle(Command request, CancellationToken ct)
        {
            var session = await db.Sessions.FirstOrDefaultAsync(s => s.Id == request.SessionId && s.StaffMemberId == user.Id && s.EndedAt == null, ct);
            if (session is null) return Unit.Value;
            session.EndedAt = clock.GetUtcNow();
            db.Record("sign_out", nameof(StaffMember), user.Id);
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }
}
