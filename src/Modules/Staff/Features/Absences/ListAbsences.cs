using Crm.Contracts.Staff;
using Crm.Platform.Users;
using Crm.Staff.Data;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Staff.Features.Absences;

/// <summary>A person's absences that have not ended, and whether they are at work now.</summary>
[OpenToAll("one's own absences; the handler asks for staff.manage for anybody else's")]
internal static class ListAbsences
{
    public sealed record Query(long? StaffId = null) : IRequest<Result>;

    public sealed record Result(long StaffId, DateTimeOffset? AwaySince, IReadOnlyList<Item> Items);

    public sealed record Item(long Id, DateTimeOffset From, DateTimeOffset Until, string? Substitute, string? Note, bool Running);

    internal sealed class Handler(StaffDb db, CurrentUser user, IStaffDirectory directory, TimeProvider clock) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query request, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            var id = user.MayPlanFor(request.StaffId);
            var names = await directory.Everyone(ct);
            var rows = await db.Absences.Where(a => a.StaffMemberId == id && a.Until > now).OrderBy(a => a.From).Take(100).ToListAsync(ct);
            var away = await db.Members.Where(m => m.Id == id).Select(m => m.AwaySince).FirstOrDefaultAsync(ct);
            return new Result(id, away, [.. rows.Select(a => new Item(a.Id, a.From, a.Until, a.SubstituteId is { } s ? names.GetValueOrDefault(s)?.Name : null, a.Note, a.Covers(now)))]);
        }
    }
}
