using Crm.Contracts.Tickets;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Rules;

/// <summary>A moment that a timed rule counts from or towards: when, on which ticket, and the row that says so.</summary>
internal sealed class Moment
{
    public long TicketId { get; init; }
    public DateTimeOffset At { get; init; }
    public long RowId { get; init; }
    /// <summary>The clock that is due.</summary>
    public ClockKind? Clock { get; init; }

    /// <summary>What the rule hears when its hour has come.</summary>
    public Heard Heard(TicketRule rule, DateTimeOffset at) => new(TicketId, [rule.Trigger], at) { Clocks = Clock is { } clock ? [clock] : [] };
}

/// <summary>The moments of timed rules, each kind in the order of an index.</summary>
internal static class Moments
{
    /// <summary>All that there ever were.</summary>
    public static IQueryable<Moment> Ever(TicketsDb db, RuleTrigger trigger) => trigger switch
    {
        RuleTrigger.SinceCreated => db.Tickets.Select(t => new Moment { TicketId = t.Id, At = t.CreatedAt, RowId = t.Id }),
        RuleTrigger.SinceStatus => db.History.Where(h => h.Kind == HistoryKind.Status).Select(h => new Moment { TicketId = h.TicketId, At = h.At, RowId = h.Id }),
        RuleTrigger.SinceCustomerWrote => db.Messages.Where(m => m.Kind == MessageKind.Customer).Select(m => new Moment { TicketId = m.TicketId, At = m.At, RowId = m.Id }),
        RuleTrigger.BeforeDue => db.Clocks.Where(c => c.State != ClockState.Cancelled).Select(c => new Moment { TicketId = c.TicketId, At = c.DueAt, RowId = c.Id, Clock = c.Kind }),
        RuleTrigger.AfterDue => db.Clocks.Where(c => c.State == ClockState.Breached).Select(c => new Moment { TicketId = c.TicketId, At = c.DueAt, RowId = c.Id, Clock = c.Kind }),
        _ => throw new ArgumentOutOfRangeException(nameof(trigger), trigger, "No rule waits for this."),
    };

    /// <summary>Those that still stand: nothing has been said since, the state has not changed since, what is due is still owed.</summary>
    public static IQueryable<Moment> Standing(TicketsDb db, RuleTrigger trigger, DateTimeOffset now)
    {
        var ever = Ever(db, trigger);
        return trigger switch
        {
            RuleTrigger.SinceStatus => ever.Where(m => !db.History.Any(h => h.TicketId == m.TicketId && h.Kind == HistoryKind.Status && h.Id > m.RowId)),
            RuleTrigger.SinceCustomerWrote => ever.Where(m => !db.Messages.Any(x => x.TicketId == m.TicketId && x.Kind == MessageKind.Customer && x.Id > m.RowId)),
            RuleTrigger.BeforeDue => db.Clocks.Where(c => c.State == ClockState.Running && c.DueAt > now).Select(c => new Moment { TicketId = c.TicketId, At = c.DueAt, RowId = c.Id, Clock = c.Kind }),
            RuleTrigger.AfterDue => ever.Where(m => db.Clocks.Any(c => c.Id == m.RowId && c.EndedAt == null)),
            _ => ever,
        };
    }

    /// <summary>Where a rule begins that counts from now on: what has passed its hours already is left alone. Null: no time was worked that could count.</summary>
    public static DateTimeOffset? Reached(TicketRule rule, SlaRules sla, DateTimeOffset now)
    {
        var (time, hours) = (TimeOf(rule, sla), TimeSpan.FromHours(rule.Hours));
        return rule.Trigger == RuleTrigger.BeforeDue ? time.Add(now, hours) : time.Since(now, hours);
    }

    /// <summary>When a rule acts for a moment.</summary>
    public static DateTimeOffset ActsAt(TicketRule rule, SlaRules sla, DateTimeOffset at) =>
        rule.Trigger == RuleTrigger.BeforeDue ? TimeOf(rule, sla).Since(at, TimeSpan.FromHours(rule.Hours)) ?? at : TimeOf(rule, sla).Add(at, TimeSpan.FromHours(rule.Hours));

    static WorkingTime TimeOf(TicketRule rule, SlaRules sla) => rule.WorkingHours ? sla.TimeOf(sla.Settings.StandardCalendarId) : WorkingTime.Always;

    /// <summary>Lets a timed rule count from now on.</summary>
    public static async Task CountFromNow(this TicketsDb db, TicketRule rule, CancellationToken ct)
    {
        if (!rule.IsTimed || Reached(rule, await db.Rules(ct), db.Clock.GetUtcNow()) is not { } from) return;
        await db.Database.ExecuteSqlAsync($"insert into tickets.rule_marks (rule_id, at, row_id) values ({rule.Id}, {from}, {long.MaxValue}) on conflict (rule_id) do update set at = excluded.at, row_id = excluded.row_id", ct);
    }
}
