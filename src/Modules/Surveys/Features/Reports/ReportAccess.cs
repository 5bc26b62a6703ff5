using Crm.Contracts.Staff;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Reports;

/// <summary>Who sees a report that was sent.</summary>
internal static class ReportAccess
{
    /// <summary>What one's own departments were sent and what one has sent; whoever may read the results of all, everything.</summary>
    public static IQueryable<SentReport> ReadableBy(this IQueryable<SentReport> rows, CurrentUser user, IReadOnlyDictionary<long, TeamFacts> teams)
    {
        if (user.Can("surveys.results") && user.ScopeOf("surveys.results").All) return rows;
        var (me, mine) = (user.Id ?? 0, teams.Values.Where(t => user.SpeaksFor(t)).Select(t => t.Id).ToList());
        return rows.Where(r => r.SentById == me || mine.Contains(r.TeamId));
    }

    /// <summary>One of those the reader may see.</summary>
    public static async Task<SentReport> FindReport(this SurveysDb db, long id, CurrentUser user, IReadOnlyDictionary<long, TeamFacts> teams, CancellationToken ct) =>
        await db.SentReports.ReadableBy(user, teams).SingleOrDefaultAsync(r => r.Id == id, ct) ?? throw new MissingException("Report", id);
}
