using Crm.Platform.Jobs;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Rules;

/// <summary>
/// Lets timed rules act when their hour has come. Each rule goes through its moments in their order and keeps its place in
/// a row of its own, which is held while it works: no moment counts twice, and none is passed over while the product stood still.
/// </summary>
internal sealed class SweepRules(TicketsDb db, RuleRunner runner, TimeProvider clock) : ISweep
{
    const int Batch = 50;

    public string Cron => "20 * * * * ?";

    public async Task Run(CancellationToken ct)
    {
        var faults = new List<Exception>();
        foreach (var rule in (await db.Book(ct)).Timed)
        {
            // One that fails must not keep the others from their hour; it is tried again in a minute, and the sweep says that it failed.
            try { while (await Step(rule, ct)) { } }
            catch (Exception e) when (!ct.IsCancellationRequested) { faults.Add(e); }
        }
        if (faults.Count > 0) throw new AggregateException(faults);
    }

    /// <summary>True when there may be more.</summary>
    async Task<bool> Step(TicketRule rule, CancellationToken ct)
    {
        db.ChangeTracker.Clear();
        var now = clock.GetUtcNow();
        if (Moments.Reached(rule, await db.Rules(ct), now) is not { } until) return false;
        await using var transaction = await db.Begin(ct);
        // Demo data and restored copies know no place yet: they begin now.
        await db.Database.ExecuteSqlAsync($"insert into tickets.rule_marks (rule_id, at, row_id) values ({rule.Id}, {until}, {long.MaxValue}) on conflict do nothing", ct);
        var marks = await db.RuleMarks.FromSql($"select * from tickets.rule_marks where rule_id = {rule.Id} for update skip locked").AsNoTracking().ToListAsync(ct);
        if (marks is not [var mark]) return false; // another host is at it
        var due = Moments.Standing(db, rule.Trigger, now).Where(m => m.At <= until);
        due = rule.Trigger == RuleTrigger.BeforeDue
            // Due times move, also to the front of the place: each clock is remembered instead.
            ? due.Where(m => !db.RuleOccasions.Any(o => o.RuleId == rule.Id && o.ClockId == m.RowId))
            : due.Where(m => m.At >= mark.At && (m.At > mark.At || m.RowId > mark.RowId));
        var moments = await due.OrderBy(m => m.At).ThenBy(m => m.RowId).Take(Batch).ToListAsync(ct);
        await runner.Run([.. moments.Select(m => m.Heard(rule, now))], rule, ct);
        if (rule.Trigger == RuleTrigger.BeforeDue)
        {
            db.ChangeTracker.Clear();
            db.RuleOccasions.AddRange(moments.Select(m => new RuleOccasion { RuleId = rule.Id, ClockId = m.RowId, At = now }));
            await db.SaveChangesAsync(ct);
        }
        var (at, row) = moments.Count == Batch ? (moments[^1].At, moments[^1].RowId) : (until > mark.At ? until : mark.At, long.MaxValue);
        await db.RuleMarks.Where(m => m.RuleId == rule.Id).ExecuteUpdateAsync(s => s.SetProperty(m => m.At, at).SetProperty(m => m.RowId, row), ct);
        await transaction.CommitAsync(ct);
        return moments.Count == Batch;
    }
}

/// <summary>What rules did is told for so long.</summary>
internal sealed class PurgeRuleLog(TicketsDb db, TimeProvider clock) : ISweep
{
    public static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    const int Batch = 5000;

    public string Cron => "0 41 3 * * ?";

    public async Task Run(CancellationToken ct)
    {
        var before = clock.GetUtcNow() - Kept;
        while (await db.RuleLog.Where(l => db.RuleLog.Where(x => x.At < before).OrderBy(x => x.At).Select(x => x.Id).Take(Batch).Contains(l.Id)).ExecuteDeleteAsync(ct) == Batch) { }
        // Of a clock that is owed no longer nobody asks whether a rule has seen it.
        await db.RuleOccasions.Where(o => o.At < before && db.Clocks.Any(c => c.Id == o.ClockId && c.EndedAt != null)).ExecuteDeleteAsync(ct);
    }
}
