using Crm.Contracts.Tickets;
using Crm.Platform.Data;
using Crm.Platform.Time;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Tickets;

internal sealed class TicketRecords(TicketsDb db) : ITicketRecords
{
    public async Task<IReadOnlyList<TicketRecord>> Page(long afterId, int limit, CancellationToken ct) =>
        await db.Tickets.Where(t => t.Id > afterId).OrderBy(t => t.Id).Take(limit)
            .Select(t => new TicketRecord(t.Id, t.CustomerId, t.Type, t.Channel, t.CreatedAt, db.Clocks.Where(c => c.TicketId == t.Id && c.State == ClockState.Breached).Min(c => (DateTimeOffset?)c.DueAt))).ToListAsync(ct);
}

/// <summary>
/// The KPI figures of service. First-contact resolution is measured as customer service does: one contact, and no reopening
/// within seven days (the survey's own, perceived figure stands beside it). Attainment is met / (met + breached) among clocks due in the time.
/// </summary>
internal sealed class ServiceFiguresReader(TicketsDb db, CurrentUser user, InstallationZone zone) : IServiceFigures
{
    public async Task<ServiceFigures> Between(DateOnly from, DateOnly to, CancellationToken ct)
    {
        var conditions = new Conditions("t.").Within(user.ScopeOf("tickets.read"));
        var (start, end) = (conditions.Parameter(zone.StartOf(from)), conditions.Parameter(zone.StartOf(to.AddDays(1))));
        var (opened, resolved) = ($"t.created_at >= {start} and t.created_at < {end}", $"t.resolved_at >= {start} and t.resolved_at < {end}");
        var row = await db.Database.SqlQueryRaw<Row>($"""
            with seen as (
              select t.*, {opened} as is_opened, {resolved} as is_resolved from tickets.tickets t
              where {conditions.Where} and t.status <> 'merged' and (({opened}) or ({resolved}))),
            first as (
              select s.id, s.satisfaction from seen s where s.is_resolved
                and (select count(*) from tickets.messages m where m.ticket_id = s.id and m.kind = 'customer') <= 1 and s.reopened = 0)
            select count(*) filter (where is_opened) as "Opened",
              count(*) filter (where is_opened and resolved_at is not null and status in ('resolved', 'reviewed', 'archived')) as "OpenedResolved",
              count(*) filter (where is_resolved) as "Resolved",
              (select count(*) from first) as "FirstContact",
              (select count(*) from first where satisfaction is not null) as "FirstContactScored",
              (select count(*) from first where satisfaction >= 4) as "FirstContactSatisfied",
              count(*) filter (where is_opened and type = 'complaint') as "Complaints",
              count(*) filter (where is_resolved and type = 'complaint') as "ComplaintsResolved",
              coalesce(sum(extract(epoch from resolved_at - created_at) / 3600) filter (where is_resolved and type = 'complaint'), 0)::float8 as "ComplaintHours",
              count(*) filter (where is_resolved and type = 'complaint' and exists (select from tickets.clocks c where c.ticket_id = seen.id and c.kind = 'resolution' and c.state = 'met')) as "ComplaintsInTime"
            from seen
            """, conditions.Parameters).SingleAsync(ct);
        var clocks = await db.TicketDays.AsNoTracking().Within(user.ScopeOf("tickets.read")).Where(d => d.Day >= from && d.Day <= to).GroupBy(_ => 1)
            .Select(g => new { Met = g.Sum(d => d.FirstMet + d.NextMet + d.ResolutionMet), Late = g.Sum(d => d.FirstLate + d.NextLate + d.ResolutionLate) }).SingleOrDefaultAsync(ct);
        return new(row.Opened, row.OpenedResolved, row.Resolved, row.FirstContact, row.FirstContactScored, row.FirstContactSatisfied, clocks?.Met ?? 0, clocks?.Late ?? 0, row.Complaints, row.ComplaintsResolved, row.ComplaintHours, row.ComplaintsInTime);
    }

    sealed record Row(long Opened, long OpenedResolved, long Resolved, long FirstContact, long FirstContactScored, long FirstContactSatisfied, long Complaints, long ComplaintsResolved, double ComplaintHours, long ComplaintsInTime);
}
