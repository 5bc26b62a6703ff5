using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Staff.Data;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Staff.Features.Absences;

/// <summary>Takes an absence back before it begins, or ends one that runs.</summary>
[OpenToAll("one's own absence; the handler asks for staff.manage for anybody else's")]
internal static class EndAbsence
{
    /// <summary>Answers whose absence it was.</summary>
    public sealed record Command(long Id) : IRequest<long>;

    internal sealed class Handler(StaffDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command request, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            var owner = await db.Absences.Where(a => a.Id == request.Id && a.Until > now).Select(a => (long?)a.StaffMemberId).FirstOrDefaultAsync(ct);
            if (owner is null || (owner != user.Id && !user.Can("staff.manage"))) throw new MissingException("absence", request.Id);
            var member = await db.Members.Include(m => m.Absences.Where(a => a.Until > now)).FirstAsync(m => m.Id == owner, ct);
            member.CutShort(member.Absences.Single(a => a.Id == request.Id), now);
            await db.SaveChangesAsync(ct);
            return owner.Value;
        }
    }
}
