using Crm.Platform.Jobs;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Care;

internal static class Forgetting
{
    /// <summary>
    /// Of a customer who is forgotten, words and notes go; sums, scores and codes stay. What still waited for approval is
    /// withdrawn, and work whose words are gone is judged by nobody.
    /// </summary>
    public static async Task ForgetCare(this TicketsDb db, long customerId, IQueryable<long> tickets, DateTimeOffset now, CancellationToken ct)
    {
        var none = Ticket.Erased;
        await db.Goodwill.Where(g => g.CustomerId == customerId).ExecuteUpdateAsync(s => s
            .SetProperty(g => g.Words, g => g.Words == null ? null : none)
            .SetProperty(g => g.DecisionNote, g => g.DecisionNote == null ? null : none)
            .SetProperty(g => g.TakenBackNote, g => g.TakenBackNote == null ? null : none), ct);
        await db.Goodwill.Where(g => g.CustomerId == customerId && g.State == GoodwillState.Waiting).ExecuteUpdateAsync(s => s.SetProperty(g => g.State, GoodwillState.Withdrawn).SetProperty(g => g.DecidedAt, now), ct);
        var checks = db.QualityChecks.Where(c => tickets.Contains(c.TicketId)).Select(c => c.Id);
        await db.QualityMarks.Where(m => checks.Contains(m.CheckId)).ExecuteUpdateAsync(s => s.SetProperty(m => m.Comment, m => m.Comment == null ? null : none), ct);
        await db.QualitySteps.Where(m => checks.Contains(m.CheckId)).ExecuteUpdateAsync(s => s.SetProperty(m => m.Note, m => m.Note == null ? null : none), ct);
        await db.QualityChecks.Where(c => tickets.Contains(c.TicketId) && c.Status == QualityStatus.ToDo).ExecuteUpdateAsync(s => s.SetProperty(c => c.Status, QualityStatus.Skipped), ct);
    }
}
