using Crm.Contracts.Tickets;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.FollowUps;

/// <summary>What other modules may count of call backs.</summary>
internal sealed class FollowUpCounts(TicketsDb db, CurrentUser user, TimeProvider clock) : IFollowUpFigures
{
    public async Task<FollowUpFigures> Between(DateTimeOffset from, DateTimeOffset to, long? teamId, CancellationToken ct)
    {
        var (now, within) = (clock.GetUtcNow(), FollowUp.DueWithin);
        var rows = db.FollowUps.AsNoTracking().Within(user.ScopeOf("followups.read")).Where(f => f.Status == FollowUpStatus.Open || (f.OpenedAt >= from && f.OpenedAt < to));
        if (teamId is { } team) rows = rows.Where(f => f.TeamId == team);
        return await rows.GroupBy(_ => 1).Select(g => new FollowUpFigures(
            g.LongCount(f => f.OpenedAt >= from && f.OpenedAt < to), g.LongCount(f => f.OpenedAt >= from && f.OpenedAt < to && f.ClosedAt != null),
            g.LongCount(f => f.OpenedAt >= from && f.OpenedAt < to && f.Status != FollowUpStatus.Unreachable && (f.FirstClosedAt != null || f.OpenedAt + within < now)),
            g.LongCount(f => f.OpenedAt >= from && f.OpenedAt < to && f.Status != FollowUpStatus.Unreachable && f.FirstClosedAt <= f.OpenedAt + within),
            g.LongCount(f => f.Status == FollowUpStatus.Open), g.LongCount(f => f.Status == FollowUpStatus.Open && f.DueAt < now))).SingleOrDefaultAsync(ct) ?? new(0, 0, 0, 0, 0, 0);
    }
}
