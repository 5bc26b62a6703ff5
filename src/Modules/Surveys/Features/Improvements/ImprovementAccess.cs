using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Improvements;

/// <summary>Who sees an improvement, and who may do what with it.</summary>
internal static class ImprovementAccess
{
    /// <summary>What the right to read reaches; beside it what one has proposed oneself, and what one's own teams are concerned by.</summary>
    public static IQueryable<Improvement> ReadableBy(this IQueryable<Improvement> rows, CurrentUser user)
    {
        var scope = user.ScopeOf("improvements.read");
        if (scope.All) return rows;
        var (me, reach, mine) = (user.Id ?? 0, scope.TeamIds, user.TeamIds.ToArray());
        return rows.Where(i => i.OwnerId == me || i.ProposedById == me || (i.TeamId != null && reach.Contains(i.TeamId.Value)) || i.Teams.Any(t => mine.Contains(t.TeamId) || reach.Contains(t.TeamId)));
    }

    /// <summary>Decides: approves, rejects, plans, checks.</summary>
    public static bool MayDecide(this Improvement row, CurrentUser user) => user.ScopeOf("improvements.write").Covers(row.OwnerId, row.TeamId);

    /// <summary>Works on it: whoever decides, its owner, and while it is a proposal whoever made it.</summary>
    public static bool MayWork(this Improvement row, CurrentUser user) => row.MayDecide(user) || (user.Id is { } me && (row.OwnerId == me || (row.ProposedById == me && row.Status == ImprovementStatus.Proposed)));

    /// <summary>Where the user may move it.</summary>
    public static IReadOnlyList<ImprovementStatus> WaysOf(this Improvement row, CurrentUser user) =>
        [.. Improvement.From(row.Status).Where(to => row.MayDecide(user) || (user.Id is { } me && row.OwnerId == me && Improvement.IsWork(row.Status, to)))];

    /// <summary>One to work on, with its parts. Who may read it and no more is told so.</summary>
    public static async Task<Improvement> FindImprovement(this SurveysDb db, long id, CurrentUser user, CancellationToken ct)
    {
        var row = await db.Improvements.Include(i => i.Measures).Include(i => i.Teams).AsSplitQuery().ReadableBy(user).SingleOrDefaultAsync(i => i.Id == id, ct) ?? throw new MissingException("Improvement", id);
        return row.MayWork(user) ? row : throw new ForbiddenException("improvements.write");
    }
}
