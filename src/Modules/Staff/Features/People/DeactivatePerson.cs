using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Staff.Data;
using Crm.Staff.Features.Profile;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Staff.Features.People;

/// <summary>A colleague leaves: sessions and tokens end at once, what they did stays.</summary>
[Needs("staff.manage")]
internal static class DeactivatePerson
{
    public sealed record Command(long Id) : IRequest;

    internal sealed class Handler(StaffDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Command>
    {
        public async Task<Unit> Handle(Command request, CancellationToken ct)
        {
            if (request.Id == user.Id) throw new RuleException("staff.deactivate.self");
            var now = clock.GetUtcNow();
            var member = await db.Members.Include(m => m.Absences.Where(a => a.Until > now)).FirstOrDefaultAsync(m => m.Id == request.Id, ct) ?? throw new MissingException("staff", request.Id);
            await using var transaction = await db.Begin(ct);
            member.Deactivate(now);
            await db.EndSessions(member.Id, null, now, ct);
            foreach (var token in await db.Tokens.Where(t => t.StaffMemberId == member.Id && t.RevokedAt == null).ToListAsync(ct)) token.Revoke(now);
            await db.SaveChangesAsync(ct);
            await db.EnsureSomebodyManages(ct);
            await transaction.CommitAsync(ct);
            return Unit.Value;
        }
    }
}
