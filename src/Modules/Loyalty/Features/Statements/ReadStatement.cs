using Crm.Loyalty.Data;
using Crm.Loyalty.Domain;
using Crm.Platform.Time;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Loyalty.Features.Statements;

/// <summary>
/// A member's points over whole months of the installation: what there was, every movement with the balance after it, what
/// there is. Opening is today's balance less what has happened since, so that a statement costs what is newer than it and
/// never the whole history.
/// </summary>
[OpenToAll("The caller has checked whose statement it is: staff by their scope, a member by their link.")]
internal static class ReadStatement
{
    /// <param name="From">Any day of the first month.</param>
    /// <param name="To">Any day of the last month.</param>
    public sealed record Query(long MemberId, DateOnly From, DateOnly To, string? After = null, int Limit = 200) : IRequest<Statement>;

    public sealed class Validator : AbstractValidator<Query>
    {
        public const int MostMonths = 24;

        public Validator(Platform.Localization.Texts texts)
        {
            RuleFor(q => q.From).Must(d => d.Year is > 1970 and < 3000);
            RuleFor(q => q.To).Must(d => d.Year is > 1970 and < 3000).Must((q, to) => to >= First(q.From) && to < First(q.From).AddMonths(MostMonths)).WithMessage(_ => texts["loyalty.statement.months", MostMonths]);
        }
    }

    /// <param name="Last">The last day of the last month.</param>
    /// <param name="Opening">Points before the first line of the period, also on a later page.</param>
    /// <param name="Closing">Points at the end of the period.</param>
    /// <param name="Owed">Shortfall at the end of the period.</param>
    /// <param name="NextExpiry">When the next points expire, as of now, and how many.</param>
    public sealed record Statement(long MemberId, DateOnly First, DateOnly Last, long Opening, long Closing, long Owed, long In, long Out, DateTimeOffset? NextExpiry, long Expiring, long Pending, long Spendable, IReadOnlyList<Line> Lines, string? NextCursor);

    /// <param name="Change">What it did to the points.</param>
    /// <param name="Owed">What it did to the shortfall.</param>
    /// <param name="Balance">Points after it.</param>
    /// <param name="Reason">Of an adjustment.</param>
    /// <param name="RewardEn">Of a redemption and its cancellation.</param>
    public sealed record Line(long EntryId, DateTimeOffset At, string Source, long Change, long Owed, long Balance, AdjustmentReason? Reason, string? RewardEn, string? RewardZh);

    // Of the same instant what came in stands first, so that no balance on the way is below what it was.
    sealed record Place(DateTimeOffset At, int Out, long Id, long Balance);

    sealed record Sums(long Balance, long Shortfall, long Later, long LaterOwed, long In, long Out, long Spendable, long Pending, DateTimeOffset? NextExpiry);

    public static DateOnly First(DateOnly day) => new(day.Year, day.Month, 1);

    public sealed class Handler(LoyaltyDb db, InstallationZone zone) : IRequestHandler<Query, Statement>
    {
        public async Task<Statement> Handle(Query query, CancellationToken cancellationToken)
        {
            var (id, first, end, now) = (query.MemberId, First(query.From), First(query.To).AddMonths(1), db.Clock.GetUtcNow());
            var (start, stop) = (zone.StartOf(first), zone.StartOf(end));
            // One statement, so that balance, entries and lots are of the same moment.
            var sums = await db.Database.SqlQuery<Sums>($"""
                select m.balance as "Balance", m.shortfall as "Shortfall", coalesce(e.later, 0)::bigint as "Later", coalesce(e.later_owed, 0)::bigint as "LaterOwed", coalesce(e.came_in, 0)::bigint as "In", coalesce(e.went_out, 0)::bigint as "Out",
                    coalesce(l.spendable, 0)::bigint as "Spendable", coalesce(l.pending, 0)::bigint as "Pending", l.next_expiry as "NextExpiry"
                from loyalty.members m
                left join lateral (
                    select sum(case when "to" = 'member' then points when "from" = 'member' then -points end) filter (where at >= {stop}) as later,
                        sum(case when "from" = 'shortfall' then points when "to" = 'shortfall' then -points end) filter (where at >= {stop}) as later_owed,
                        sum(points) filter (where at < {stop} and "to" = 'member') as came_in, sum(points) filter (where at < {stop} and "from" = 'member') as went_out
                    from loyalty.entries where member_id = m.id and at >= {start}) e on true
                left join lateral (
                    select sum(remainder) filter (where expires_at > {now} and (available_at is null or available_at <= {now})) as spendable, sum(remainder) filter (where available_at > {now}) as pending,
                        min(expires_at) filter (where expires_at > {now}) as next_expiry
                    from loyalty.lots where member_id = m.id and remainder > 0) l on true
                where m.id = {id}
                """).SingleOrDefaultAsync(cancellationToken) ?? throw new MissingException("member", id);
            var closing = sums.Balance - sums.Later;
            var opening = closing - sums.In + sums.Out;
            var expiring = sums.NextExpiry is { } next ? await db.Lots.Where(l => l.MemberId == id && l.Remainder > 0 && l.ExpiresAt == next).SumAsync(l => l.Remainder, cancellationToken) : 0;

            var rows = db.Entries.Where(e => e.MemberId == id && e.At >= start && e.At < stop && (e.From == Account.Member || e.To == Account.Member || e.From == Account.Shortfall || e.To == Account.Shortfall))
                .Select(e => new { e.Id, e.At, e.From, e.To, e.Points, e.Source, e.Key, e.ReversesId, Out = e.To == Account.Member ? 0 : 1 });
            var balance = opening;
            if (Cursor.Read<Place>(query.After) is { } after)
            {
                rows = rows.Where(e => e.At > after.At || (e.At == after.At && (e.Out > after.Out || (e.Out == after.Out && e.Id > after.Id))));
                balance = after.Balance;
            }
            var found = await rows.OrderBy(e => e.At).ThenBy(e => e.Out).ThenBy(e => e.Id).Take(query.Limit + 1).ToListAsync(cancellationToken);
            var page = found.Take(query.Limit).ToList();
            var adjusted = page.Where(e => e.Source is "adjustment" or "reversal").Select(e => e.Key).Distinct().ToList();
            var reasons = adjusted.Count == 0 ? [] : await db.Adjustments.Where(a => adjusted.Contains(a.Key)).ToDictionaryAsync(a => a.Key, a => a.Reason, cancellationToken);
            var redeemed = page.Where(e => e.Source is "redemption" or "cancellation").Select(e => e.ReversesId ?? e.Id).Distinct().ToList();
            var rewards = redeemed.Count == 0 ? [] : await (from r in db.Redemptions join reward in db.Rewards on r.RewardId equals reward.Id where redeemed.Contains(r.EntryId) select new { r.EntryId, reward.NameEn, reward.NameZh }).ToDictionaryAsync(r => r.EntryId, cancellationToken);
            var lines = page.ConvertAll(e =>
            {
                var change = e.To == Account.Member ? e.Points : e.From == Account.Member ? -e.Points : 0;
                var owed = e.From == Account.Shortfall ? e.Points : e.To == Account.Shortfall ? -e.Points : 0;
                var reward = rewards.GetValueOrDefault(e.ReversesId ?? e.Id);
                return new Line(e.Id, e.At, e.Source, change, owed, balance += change, reasons.TryGetValue(e.Key, out var why) ? why : null, reward?.NameEn, reward?.NameZh);
            });
            var cursor = found.Count > query.Limit ? Cursor.Of(new Place(page[^1].At, page[^1].Out, page[^1].Id, balance)) : null;
            return new(id, first, end.AddDays(-1), opening, closing, sums.Shortfall - sums.LaterOwed, sums.In, sums.Out, sums.NextExpiry, expiring, sums.Pending, sums.Spendable, lines, cursor);
        }
    }
}
