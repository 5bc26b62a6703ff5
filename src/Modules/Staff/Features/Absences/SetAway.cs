using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Staff.Data;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Staff.Features.Absences;

/// <summary>The switch "give me no new work": lunch, a meeting, a bad line.</summary>
[OpenToAll("switches the sender's own availability")]
internal static class SetAway
{
    public sealed record Command(bool Away) : IRequest;

    internal sealed class Handler(StaffDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Command>
    {
        public async Task<Unit> Handle(Command request, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            var me = await db.Members.Include(m => m.Absences.Where(a => a.Until > now)).FirstOrDefaultAsync(m => m.Id == user.Id, ct) ?? throw new MissingException("profile");
            if (request.Away) me.GoAway(now);
            else me.ComeBack(now);
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }
}
