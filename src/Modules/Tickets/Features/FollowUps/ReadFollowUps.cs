using Crm.Contracts.Staff;
using Crm.Platform.Data;
using Crm.Platform.Localization;
using Crm.Platform.Time;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.FollowUps;

/// <summary>By what the figures are broken down.</summary>
internal enum FollowUpBy { Team, Owner, Cause, Month }

/// <summary>What came of a call back.</summary>
internal enum FollowUpOutcome { InTime, Late, Unreachable, Contacted, AskedAgain, Recovered, NotRecovered }

/// <summary>How promptly customers are called back and how many of them are won back, within the reader's scope.</summary>
[Needs("followups.read")]
internal static class ReadFollowUps
{
    public sealed record Query : IRequest<View>
    {
        public FollowUpBy? By { get; init; }
        public long? TeamId { get; init; }
        public long? OwnerId { get; init; }
        public long? CauseId { get; init; }

        /// <summary>Days they were opened, of the installation's zone, both included.</summary>
        public DateOnly? From { get; init; }

        public DateOnly? To { get; init; }
    }

    /// <summary>
    /// Closed in time: ended with contact by 24 elapsed hours after the answer, of those that were ended or whose time is over, the
    /// unreachable left out and counted apart; an opening again does not change it. Recovered: above the low mark when asked again.
    /// </summary>
    public sealed record Line(string? Name, string? Link, long N, ShareOf InTime, long Unreachable, long Contacted, TimeSpan? FirstContact, ShareOf Recovered);

    public sealed record View(FollowUpBy By, Line Total, IReadOnlyList<Line> Lines);

    internal sealed class Handler(TicketsDb db, IStaffDirectory staff, CurrentUser user, Texts texts, InstallationZone zone, TimeProvider clock) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query q, CancellationToken ct)
        {
            var by = q.By ?? FollowUpBy.Team;
            var c = new Conditions("f.").Within(user.ScopeOf("followups.read")).Equal("team_id", q.TeamId).Equal("owner_id", q.OwnerId).Equal("cause_id", q.CauseId);
            if (q.From is { Year: > 1 } from) c.And("f.opened_at >= {0}", zone.StartOf(from));
            if (q.To is { } to && to < DateOnly.MaxValue) c.And("f.opened_at < {0}", zone.StartOf(to.AddDays(1)));
            var (now, due) = (c.Parameter(clock.GetUtcNow()), c.Parameter(FollowUp.DueWithin));
            var key = by switch { FollowUpBy.Team => "f.team_id::text", FollowUpBy.Owner => "f.owner_id::text", FollowUpBy.Cause => "f.cause_id::text", _ => $"to_char(f.opened_at at time zone {c.Parameter(zone.Zone.Id)}, 'YYYY-MM')" };
            var rows = await db.Database.SqlQueryRaw<Sums>($"""
                select key, grouping(key) = 1 as total, count(*) as n,
                  count(*) filter (where status <> 'unreachable' and (first_closed_at is not null or opened_at + {due} < {now})) as owed, count(*) filter (where status <> 'unreachable' and first_closed_at <= opened_at + {due}) as "InTime",
                  count(*) filter (where status = 'unreachable') as unreachable, count(contact) as contacted, percentile_cont(0.5) within group (order by extract(epoch from contact - opened_at)) as median,
                  count(recovered) as asked, count(*) filter (where recovered) as recovered
                from (select {key} as key, f.*, c.at as contact from tickets.follow_ups f left join lateral (select min(a.at) as at from tickets.attempts a where a.follow_up_id = f.id and a.reached) c on true where {c.Where}) f
                group by grouping sets ((key), ())
                """, c.Parameters).ToListAsync(ct);
            var codes = by == FollowUpBy.Cause ? await db.Codes.AsNoTracking().ToDictionaryAsync(x => x.Id, ct) : [];
            var (people, teams) = (await staff.Everyone(ct), await staff.Teams(ct));
            var total = rows.Find(r => r.Total) ?? new Sums(null, true, 0, 0, 0, 0, 0, null, 0, 0);
            var lines = rows.Where(r => !r.Total).Select(r => Of(NameOf(r.Key), r.Key is null ? null : by == FollowUpBy.Month ? $"month={r.Key}" : $"{char.ToLowerInvariant(by.ToString()[0])}{by.ToString()[1..]}Id={r.Key}", r));
            return new(by, Of(null, null, total), [.. by == FollowUpBy.Month ? lines.OrderByDescending(l => l.Name, StringComparer.Ordinal) : lines.OrderByDescending(l => l.N)]);

            string NameOf(string? stored)
            {
                if (stored is null) return texts[by == FollowUpBy.Cause ? "tickets.followup.nocause" : "tickets.nobody"];
                if (by == FollowUpBy.Month) return stored;
                var id = long.Parse(stored, System.Globalization.CultureInfo.InvariantCulture);
                return (by switch { FollowUpBy.Team => teams.GetValueOrDefault(id)?.Name, FollowUpBy.Owner => people.GetValueOrDefault(id)?.Name, _ => codes.GetValueOrDefault(id)?.In(user.Language) }) ?? stored;
            }
        }

        static Line Of(string? name, string? link, Sums s) => new(name, link, s.N, new(s.InTime, s.Owed), s.Unreachable, s.Contacted, s.Median is { } seconds ? TimeSpan.FromSeconds(Math.Max(0, seconds)) : null, new(s.Recovered, s.Asked));

        sealed record Sums(string? Key, bool Total, long N, long Owed, long InTime, long Unreachable, long Contacted, double? Median, long Asked, long Recovered);
    }
}
