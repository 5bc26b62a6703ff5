using Crm.Loyalty.Data;
using Crm.Loyalty.Domain;
using Crm.Platform.Localization;
using Crm.Platform.Settings;
using Crm.Platform.Time;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Loyalty.Features.Liability;

/// <summary>
/// The contract liability of points: its movement by month from the roll-up of the ledger, what is outstanding and when it
/// is expected to expire, and what that is worth. See <see cref="LiabilityTerms"/> for the standards.
/// </summary>
[Needs("loyalty.liability")]
internal static class ReadLiability
{
    public sealed record Query : IRequest<View>
    {
        /// <summary>The last month; null: this one.</summary>
        public DateOnly? To { get; init; }

        /// <summary>How many months.</summary>
        public int Months { get; init; } = 12;
    }

    public sealed class Validator : AbstractValidator<Query>
    {
        public Validator()
        {
            RuleFor(q => q.Months).InclusiveBetween(1, 60);
            RuleFor(q => q.To).Must(to => to is null || to.Value.Year is >= 2000 and < 2200);
        }
    }

    /// <param name="Settled">Whether lots and ledger tell the same of all points outstanding now.</param>
    /// <param name="Outstanding">Points that members hold now.</param>
    public sealed record View(IReadOnlyList<Month> Months, Month Whole, long Outstanding, long InLots, decimal Worth, LiabilityTerms Terms, IReadOnlyList<Expiry> Expiring, IReadOnlyList<SourceRow> Sources, IReadOnlyList<RuleRow> Rules)
    {
        public bool Settled => Outstanding == InLots;
    }

    /// <summary>A month of it; the last one may still run. <paramref name="Marketing"/> is the part of what was earned that no sale has paid for.</summary>
    public sealed record Month(DateOnly First, long Opening, long Earned, long Redeemed, long Expired, long Reversed, long Closing, long Marketing, decimal Worth, decimal MarketingWorth);

    public sealed record Expiry(DateOnly First, long Points, decimal Worth);

    public sealed record SourceRow(string Source, long Earned, long Reversed, decimal Worth, bool Marketing);

    public sealed record RuleRow(int Version, string Name, long Points, long Times);

    public sealed class Handler(LoyaltyDb db, CurrentUser user, ISettings settings, InstallationZone zone) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query query, CancellationToken cancellationToken)
        {
            var now = db.Clock.GetUtcNow();
            var today = zone.DayOf(now);
            var last = query.To is { } to ? new DateOnly(to.Year, to.Month, 1) : new DateOnly(today.Year, today.Month, 1);
            var first = last.AddMonths(1 - query.Months);
            var until = last.AddMonths(1);
            var scope = user.ScopeOf("loyalty.liability");
            var terms = await settings.Get(LiabilityTerms.Setting, LiabilityTerms.Default, cancellationToken);

            var days = db.PointDays.AsNoTracking().Within(scope);
            var opening = await days.Where(d => d.Day < first).SumAsync(d => d.Earned - d.Redeemed - d.Expired - d.Reversed, cancellationToken);
            var sums = await days.Where(d => d.Day >= first && d.Day < until).GroupBy(d => new { d.Day.Year, d.Day.Month, d.Source })
                .Select(g => new { g.Key.Year, g.Key.Month, g.Key.Source, Earned = g.Sum(d => d.Earned), Redeemed = g.Sum(d => d.Redeemed), Expired = g.Sum(d => d.Expired), Reversed = g.Sum(d => d.Reversed) }).ToListAsync(cancellationToken);
            var months = new List<Month>();
            var running = opening;
            for (var month = first; month < until; month = month.AddMonths(1))
            {
                var of = sums.Where(s => s.Year == month.Year && s.Month == month.Month).ToList();
                var (earned, redeemed, expired, reversed) = (of.Sum(s => s.Earned), of.Sum(s => s.Redeemed), of.Sum(s => s.Expired), of.Sum(s => s.Reversed));
                var marketing = of.Where(s => LiabilityTerms.MarketingSources.Contains(s.Source)).Sum(s => s.Earned);
                var closing = running + earned - redeemed - expired - reversed;
                months.Add(new(month, running, earned, redeemed, expired, reversed, closing, marketing, terms.Of(closing), terms.Of(marketing)));
                running = closing;
            }
            var whole = new Month(first, opening, months.Sum(m => m.Earned), months.Sum(m => m.Redeemed), months.Sum(m => m.Expired), months.Sum(m => m.Reversed), running, months.Sum(m => m.Marketing), terms.Of(running), terms.Of(months.Sum(m => m.Marketing)));

            // Lots carry no owner: where all are seen they are summed without looking at whose they are.
            var lots = db.Lots.Where(l => l.Remainder > 0);
            if (!scope.All)
            {
                var mine = db.Members.Within(scope).Select(m => m.Id);
                lots = lots.Where(l => mine.Contains(l.MemberId));
            }
            var expiring = (await lots.GroupBy(l => l.ExpiresAt).Select(g => new { At = g.Key, Points = g.Sum(l => l.Remainder) }).ToListAsync(cancellationToken))
                // A lot expires with the day before the first one on which it is gone; what is overdue expires tonight.
                .GroupBy(l => zone.DayOf(l.At).AddDays(-1)).Select(g => (Day: g.Key < today ? today : g.Key, Points: g.Sum(l => l.Points)))
                .GroupBy(l => new DateOnly(l.Day.Year, l.Day.Month, 1)).OrderBy(g => g.Key).Select(g => new Expiry(g.Key, g.Sum(l => l.Points), terms.Of(g.Sum(l => l.Points)))).ToList();
            var outstanding = await days.SumAsync(d => d.Earned - d.Redeemed - d.Expired - d.Reversed, cancellationToken);

            var sources = sums.GroupBy(s => s.Source).Select(g => (Source: g.Key, Earned: g.Sum(s => s.Earned), Reversed: g.Sum(s => s.Reversed))).Where(s => s.Earned != 0 || s.Reversed != 0).OrderByDescending(s => s.Earned)
                .Select(s => new SourceRow(s.Source, s.Earned, s.Reversed, terms.Of(s.Earned), LiabilityTerms.MarketingSources.Contains(s.Source))).ToList();
            return new View(months, whole, outstanding, expiring.Sum(e => e.Points), terms.Of(outstanding), terms, expiring, sources, await Rules(first, until, scope, cancellationToken));
        }

        async Task<IReadOnlyList<RuleRow>> Rules(DateOnly first, DateOnly until, RowScope scope, CancellationToken ct)
        {
            var rows = await db.RuleDays.AsNoTracking().Within(scope).Where(d => d.Day >= first && d.Day < until).GroupBy(d => new { d.Version, d.Rule }).Select(g => new { g.Key.Version, g.Key.Rule, Points = g.Sum(d => d.Points), Times = g.Sum(d => d.Times) }).ToListAsync(ct);
            var numbers = rows.Select(r => r.Version).Distinct().ToList();
            var versions = await db.ProgrammeVersions.AsNoTracking().Where(v => numbers.Contains(v.Number)).ToDictionaryAsync(v => v.Number, v => v.Terms, ct);
            var language = Texts.LanguageOf(System.Globalization.CultureInfo.CurrentUICulture);
            return [.. rows.OrderByDescending(r => r.Version).ThenByDescending(r => r.Points).Select(r => new RuleRow(r.Version, versions.GetValueOrDefault(r.Version)?.Rules.Find(x => x.Key == r.Rule)?.Name(language) ?? "", r.Points, r.Times))];
        }
    }
}
