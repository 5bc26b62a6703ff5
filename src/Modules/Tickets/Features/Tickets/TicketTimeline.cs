using Crm.Contracts.Staff;
using Crm.Contracts.Tickets;
using Crm.Platform.Data;
using Crm.Platform.Localization;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Tickets;

/// <summary>Tickets opened and resolved, on the customer's timeline.</summary>
internal sealed class TicketTimeline(TicketsDb db, IStaffDirectory staff, CurrentUser user, Texts texts) : ITimelineSource
{
    public IReadOnlyList<string> Kinds => ["ticket"];

    public async Task<IReadOnlyList<TimelineEntry>> Before(long customerId, DateTimeOffset before, int limit, CancellationToken ct)
    {
        var rows = db.Tickets.AsNoTracking().Within(user.ScopeOf("tickets.read")).Where(t => t.CustomerId == customerId);
        var opened = rows.Where(t => t.CreatedAt < before).OrderByDescending(t => t.CreatedAt).ThenByDescending(t => t.Id).Take(limit)
            .Select(t => new { t.Id, t.Number, t.Subject, t.Type, By = t.CreatedById, At = t.CreatedAt, Resolved = false });
        var resolved = rows.Where(t => t.ResolvedAt < before).OrderByDescending(t => t.ResolvedAt).ThenByDescending(t => t.Id).Take(limit)
            .Select(t => new { t.Id, t.Number, t.Subject, t.Type, By = t.OwnerId, At = t.ResolvedAt!.Value, Resolved = true });
        var steps = await opened.Concat(resolved).ToListAsync(ct);
        var people = await staff.Everyone(ct);
        string? Name(long? id) => id is { } i ? people.GetValueOrDefault(i)?.Name : null;
        string Number(long number) => HumanNumber.Format(Ticket.Prefix, number);
        return [.. steps.Select(t => new TimelineEntry(t.At, "ticket", t.Resolved ? "circle-check" : "ticket",
                texts[t.Resolved ? "tickets.timeline.resolved" : "tickets.timeline.opened", texts[t.Type], Number(t.Number)], t.Subject, $"/tickets/{t.Id}", Name(t.By), (t.Id * 2) + (t.Resolved ? 1 : 0)))
            .OrderByDescending(e => e.At).ThenByDescending(e => e.Key).Take(limit)];
    }
}

/// <summary>Call backs after bad scores, on the customer's timeline.</summary>
internal sealed class FollowUpTimeline(TicketsDb db, IStaffDirectory staff, CurrentUser user, Texts texts) : ITimelineSource
{
    public IReadOnlyList<string> Kinds => ["followup"];

    public async Task<IReadOnlyList<TimelineEntry>> Before(long customerId, DateTimeOffset before, int limit, CancellationToken ct)
    {
        var rows = db.FollowUps.AsNoTracking().Within(user.ScopeOf("followups.read")).Where(f => f.CustomerId == customerId);
        var opened = rows.Where(f => f.OpenedAt < before).OrderByDescending(f => f.OpenedAt).ThenByDescending(f => f.Id).Take(limit)
            .Select(f => new { f.Id, At = f.OpenedAt, By = f.OwnerId, f.Score, f.Status, f.Action, Ended = false });
        var closed = rows.Where(f => f.ClosedAt < before).OrderByDescending(f => f.ClosedAt).ThenByDescending(f => f.Id).Take(limit)
            .Select(f => new { f.Id, At = f.ClosedAt!.Value, By = f.ClosedById, f.Score, f.Status, f.Action, Ended = true });
        var steps = await opened.Concat(closed).ToListAsync(ct);
        var people = await staff.Everyone(ct);
        string? Name(long? id) => id is { } i ? people.GetValueOrDefault(i)?.Name : null;
        return [.. steps.Select(f => f.Ended
                ? new TimelineEntry(f.At, "followup", "phone-check", texts["tickets.timeline.followup_" + (f.Status == FollowUpStatus.Closed ? "closed" : "unreachable")], f.Action == Ticket.Erased ? null : f.Action, $"/follow-ups/{f.Id}", Name(f.By), (f.Id * 2) + 1)
                : new TimelineEntry(f.At, "followup", "phone-call", texts["tickets.timeline.followup_opened"], f.Score is { } s ? texts["tickets.score", s] : null, $"/follow-ups/{f.Id}", Name(f.By), f.Id * 2))
            .OrderByDescending(e => e.At).ThenByDescending(e => e.Key).Take(limit)];
    }
}
