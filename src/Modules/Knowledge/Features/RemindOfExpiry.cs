using Crm.Contracts.Knowledge;
using Crm.Knowledge.Data;
using Crm.Platform.Jobs;
using Crm.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace Crm.Knowledge.Features;

/// <summary>Tells owners once that an article of theirs is about to expire, while it can still be looked over in time.</summary>
internal sealed class RemindOfExpiry(KnowledgeDb db, InstallationZone zone, TimeProvider clock) : ISweep
{
    /// <summary>So many days ahead.</summary>
    public const int Ahead = 14;

    const int Batch = 200;

    public string Cron => "0 20 * * * ?";

    public async Task Run(CancellationToken ct)
    {
        var until = zone.DayOf(clock.GetUtcNow()).AddDays(Ahead);
        var due = await db.Articles.Include(a => a.Translations).Where(a => (a.State == ArticleState.Internal || a.State == ArticleState.Public) && a.ExpiresOn <= until && (a.ReminderFor == null || a.ReminderFor != a.ExpiresOn))
            .OrderBy(a => a.ExpiresOn).ThenBy(a => a.Id).Take(Batch).ToListAsync(ct);
        foreach (var article in due)
            if (article.Remind())
                db.Notify(article.OwnerId!.Value, $"article-expiry:{article.Id}:{article.ExpiresOn:yyyy-MM-dd}", "book", $"/knowledge/articles/{article.Id}", "knowledge.notice.expiry",
                    article.Translations[0].Title, $"{article.ExpiresOn:yyyy-MM-dd}");
        try { await db.SaveChangesAsync(ct); }
        catch (DbUpdateConcurrencyException) { } // one was changed just now: the next round tells of what it says then
    }
}

/// <summary>Forgets what was looked for after a year: trends need no more.</summary>
internal sealed class ForgetSearches(KnowledgeDb db, InstallationZone zone, TimeProvider clock) : ISweep
{
    const int KeptDays = 400;

    public string Cron => "0 40 3 * * ?";

    public Task Run(CancellationToken ct)
    {
        var oldest = zone.DayOf(clock.GetUtcNow()).AddDays(-KeptDays);
        return db.SearchDays.Where(s => s.Day < oldest).ExecuteDeleteAsync(ct);
    }
}
