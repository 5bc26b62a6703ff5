using Crm.Platform.Data;
using Crm.Platform.Fields;
using Crm.Platform.Localization;
using Crm.Platform.Privacy;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Microsoft.EntityFrameworkCore;
using static Crm.Platform.Privacy.SubjectSection;

namespace Crm.Tickets.Features;

/// <summary>What this module holds of a customer.</summary>
internal sealed class TicketData(TicketsDb db, Texts texts) : ISubjectData
{
    public int Order => 20;

    public async Task<IReadOnlyList<SubjectSection>> Of(long subjectId, CancellationToken ct)
    {
        var tickets = await db.Tickets.AsNoTracking().Where(t => t.CustomerId == subjectId).OrderBy(t => t.Id).Select(t => new { t.Number, t.Subject, t.Type, t.Status, t.CreatedAt, t.Custom }).ToListAsync(ct);
        var messages = await (from m in db.Messages join t in db.Tickets on m.TicketId equals t.Id where t.CustomerId == subjectId orderby m.Id select new { t.Number, m.At, m.Kind, m.Body }).ToListAsync(ct);
        var files = await db.Set<MessageFile>().CountAsync(f => db.Messages.Any(m => m.Id == f.MessageId && db.Tickets.Any(t => t.Id == m.TicketId && t.CustomerId == subjectId)), ct);
        var tasks = await (from s in db.SubTasks join t in db.Tickets on s.TicketId equals t.Id where t.CustomerId == subjectId orderby s.Id select new { t.Number, s.CreatedAt, s.Title, s.Result }).ToListAsync(ct);
        var drafts = await (from d in db.Drafts join t in db.Tickets on d.TicketId equals t.Id where t.CustomerId == subjectId orderby d.TicketId, d.StaffId, d.Kind select new { t.Number, d.At, d.Text }).ToListAsync(ct);
        var followUps = await db.FollowUps.AsNoTracking().Where(f => f.CustomerId == subjectId).OrderBy(f => f.Id).Select(f => new { f.OpenedAt, f.Score, f.Action, f.FormerAction }).ToListAsync(ct);
        var attempts = await (from a in db.Set<Attempt>() join f in db.FollowUps on a.FollowUpId equals f.Id where f.CustomerId == subjectId orderby a.Id select new { a.At, a.Channel, a.Note }).ToListAsync(ct);
        var goodwill = await db.Goodwill.AsNoTracking().Where(g => g.CustomerId == subjectId).OrderBy(g => g.Id).Select(g => new { g.AskedAt, g.State, g.Points, g.Amount, g.Currency, g.Words }).ToListAsync(ct);
        // That the work for somebody was looked at is told them; how a colleague was judged is not theirs to know.
        var checks = await (from c in db.QualityChecks join t in db.Tickets on c.TicketId equals t.Id where t.CustomerId == subjectId && c.ScoredAt != null orderby c.Id select new { t.Number, c.ScoredAt }).ToListAsync(ct);
        var own = new FieldList((await db.Rules(ct)).Flow.Fields, texts);
        return
        [
            new("tickets.title", Fate.Anonymised, [.. tickets.Select(t => Row(("tickets.number", HumanNumber.Format(Ticket.Prefix, t.Number)), ("tickets.subject", t.Subject), ("tickets.type", texts[t.Type]), ("tickets.status", texts[t.Status]), ("tickets.opened", t.CreatedAt)))]),
            new("tickets.fields", Fate.Removed, [.. tickets.SelectMany(t => own.Shown(t.Custom).Select(f => Row(("tickets.number", HumanNumber.Format(Ticket.Prefix, t.Number)), ("field.label", f.Label), ("tickets.privacy.text", f.Text))))]),
            new("tickets.privacy.messages", Fate.Anonymised, [.. messages.Select(m => Row(("tickets.number", HumanNumber.Format(Ticket.Prefix, m.Number)), ("tickets.privacy.at", m.At), ("tickets.type", texts[m.Kind]), ("tickets.privacy.text", m.Body)))]),
            new("tickets.drafts", Fate.Removed, [.. drafts.Select(d => Row(("tickets.number", HumanNumber.Format(Ticket.Prefix, d.Number)), ("tickets.privacy.at", d.At), ("tickets.privacy.text", d.Text)))]),
            new("tickets.files", Fate.Removed, [.. Enumerable.Repeat(Row(("tickets.files", 1)), files)]),
            new("tickets.subtasks", Fate.Anonymised, [.. tasks.Select(s => Row(("tickets.number", HumanNumber.Format(Ticket.Prefix, s.Number)), ("tickets.privacy.at", s.CreatedAt), ("tickets.subtask.title", s.Title), ("tickets.subtask.result", s.Result)))]),
            new("tickets.goodwill", Fate.Anonymised, [.. goodwill.Select(g => Row(("tickets.privacy.at", g.AskedAt), ("tickets.status", texts[g.State]), ("tickets.goodwill.points", g.Points), ("tickets.goodwill.amount", g.Amount), ("tickets.goodwill.currency", g.Currency), ("tickets.privacy.text", g.Words)))]),
            new("tickets.quality", Fate.Anonymised, [.. checks.Select(c => Row(("tickets.number", HumanNumber.Format(Ticket.Prefix, c.Number)), ("tickets.privacy.at", c.ScoredAt)))]),
            new("tickets.followups", Fate.Anonymised, [.. followUps.Select(f => Row(("tickets.privacy.at", f.OpenedAt), ("tickets.score", f.Score), ("tickets.privacy.text", f.Action), ("tickets.followup.former_action", f.FormerAction)))]),
            new("tickets.followup.attempts", Fate.Anonymised, [.. attempts.Select(a => Row(("tickets.privacy.at", a.At), ("tickets.channel", texts[a.Channel]), ("tickets.privacy.text", a.Note)))]),
        ];
    }
}
