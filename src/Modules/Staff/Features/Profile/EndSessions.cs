using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Staff.Data;
using Crm.Staff.Domain;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Staff.Features.Profile;

/// <summary>Ends one of the sender's sessions, or all but the one in use.</summary>
[OpenToAll("ends the sender's own sessions")]
internal static class EndSessions
{
    public sealed record Command : IRequest
    {
        public Guid? Id { get; init; }
        /// <summary>The session in use; the page fills it in.</summary>
        public Guid? Current { get; init; }
    }

    internal sealed class Handler(StaffDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Command>
    {
        public async Task<Unit> Handle(Command request, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            if (request.Id is { } id)
            {
                var session = await db.Sessions.FirstOrDefaultAsync(s => s.Id == id && s.StaffMemberId == user.Id, ct) ?? throw new MissingException("session", id);
                session.EndedAt ??= now;
            }
            else await db.EndSessions(user.Id ?? 0, request.Current, now, ct);
            db.Record("sessions.ended", nameof(StaffMember), user.Id);
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }
}
