using Crm.Contracts.Staff;
using Crm.Platform.Localization;
using Crm.Platform.Time;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Feedback;

/// <summary>By what the figures are broken down.</summary>
internal enum FeedbackBy { Kind, Category, Cause, Team, Owner, Month }

/// <summary>How promptly feedback is answered, and how much of what was to be mended was mended by its day, within the reader's scope.</summary>
[Needs("feedback.read")]
internal static class ReadFeedback
{
    public sealed record Query : FeedbackFilter, IRequest<View>
    {
        public FeedbackBy? By { get; init; }
    }

    /// <summary>
    /// Answered in time: of those with somebody to answer whose time is over or who were answered. Rectified in time 整改率: of
    /// what became an improvement (not rejected since) that is done or whose day has passed, what was done by its day.
    /// </summary>
    /// <param name="Link">The line's part of the address; null on the total.</param>
    public sealed record Line(string? Name, string? Link, long N, long Owed, long InTime, long Rejected, long Improved, long Fell, long Rectified)
    {
        public double? Answered => Owed == 0 ? null : (double)InTime / Owed;
        public double? RectifiedShare => Fell == 0 ? null : (double)Rectified / Fell;
        public Interval? AnsweredInterval => Statistics.ShareInterval(InTime, Owed);
        public Interval? RectifiedInterval => Statistics.ShareInterval(Rectified, Fell);
    }

    public sealed record View(DateOnly? From, DateOnly? To, FeedbackBy By, Line Total, IReadOnlyList<Line> Lines);

    public sealed class Handler(SurveysDb db, FeedbackWords words, IStaffDirectory staff, CurrentUser user, Texts texts, InstallationZone zone, TimeProvider clock) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query request, CancellationToken cancellationToken)
        {
            var (now, by) = (clock.GetUtcNow(), request.By ?? FeedbackBy.Category);
            var c = request.Conditions(user.ScopeOf("feedback.read"), zone, now);
            var (at, today, tz) = (c.Parameter(now), c.Parameter(zone.DayOf(now)), c.Parameter(zone.Zone.Id));
            var key = by switch
            {
                FeedbackBy.Kind => "f.kind",
                FeedbackBy.Category => "f.category_id::text",
                FeedbackBy.Cause => "f.cause_id::text",
                FeedbackBy.Team => "f.team_id::text",
                FeedbackBy.Owner => "f.owner_id::text",
                _ => $"to_char(f.received_at at time zone {tz}, 'YYYY-MM')",
            };
            var rows = await db.Database.SqlQueryRaw<Sums>($"""
                select {key} as key, count(*) as n,
                  count(*) filter (where f.answerable and (f.answered_at is not null or f.due_at < {at})) as owed, count(*) filter (where f.answerable and f.answered_at <= f.due_at) as "InTime",
                  count(*) filter (where f.outcome = 'rejected') as rejected, count(*) filter (where f.outcome = 'improvement') as improved,
                  count(*) filter (where i.status <> 'rejected' and (i.done_on is not null or i.due_on < {today})) as fell, count(*) filter (where i.status <> 'rejected' and i.done_on <= i.due_on) as rectified
                from {FeedbackFilter.Rows} where {c.Where} and {tz} is not null group by 1
                """, c.Parameters).ToListAsync(cancellationToken);
            var codes = await words.Codes(cancellationToken);
            var (people, teams) = (await staff.Everyone(cancellationToken), await staff.Teams(cancellationToken));
            var lines = rows.Select(r => Of(NameOf(by, r.Key, codes, people, teams), r.Key is null ? null : $"{by.ToString().ToLowerInvariant()}={(by == FeedbackBy.Kind ? KindOf(r.Key).ToString() : r.Key)}", r));
            return new(request.From, request.To, by, Of(null, null, new Sums(null, rows.Sum(r => r.N), rows.Sum(r => r.Owed), rows.Sum(r => r.InTime), rows.Sum(r => r.Rejected), rows.Sum(r => r.Improved), rows.Sum(r => r.Fell), rows.Sum(r => r.Rectified))),
                [.. by == FeedbackBy.Month ? lines.OrderByDescending(l => l.Name, StringComparer.Ordinal) : lines.OrderByDescending(l => l.N)]);
        }

        string NameOf(FeedbackBy by, string? key, Dictionary<long, FeedbackCode> codes, IReadOnlyDictionary<long, StaffFacts> people, IReadOnlyDictionary<long, TeamFacts> teams) => (by, key) switch
        {
            (_, null) => texts["surveys.feedback.unset"],
            (FeedbackBy.Kind, _) => texts[KindOf(key)],
            (FeedbackBy.Category or FeedbackBy.Cause, _) => codes.GetValueOrDefault(Id(key))?.In(user.Language) ?? key,
            (FeedbackBy.Team, _) => teams.GetValueOrDefault(Id(key))?.Name ?? key,
            (FeedbackBy.Owner, _) => people.GetValueOrDefault(Id(key))?.Name ?? key,
            _ => key,
        };

        static long Id(string key) => long.Parse(key, System.Globalization.CultureInfo.InvariantCulture);

        static FeedbackKind KindOf(string stored) => Enum.GetValues<FeedbackKind>().Single(k => Crm.Platform.Data.SnakeCase.Of(k.ToString()) == stored);

        static Line Of(string? name, string? link, Sums s) => new(name, link, s.N, s.Owed, s.InTime, s.Rejected, s.Improved, s.Fell, s.Rectified);

        sealed record Sums(string? Key, long N, long Owed, long InTime, long Rejected, long Improved, long Fell, long Rectified);
    }
}
