using System.Data;
using System.Globalization;
using Crm.Loyalty.Domain;
using Crm.Platform.Facts;
using Microsoft.EntityFrameworkCore;

namespace Crm.Loyalty.Data;

/// <summary>A figure of a member that does not follow from the entries.</summary>
/// <param name="What">balance, lots, shortfall, lot, lot_expired, lot_taken_back, entry; accounts for the ledger as a whole, which is of no member.</param>
/// <param name="Expected">What the entries say.</param>
/// <param name="Found">What is kept.</param>
internal sealed record LedgerDifference(long MemberId, string What, long Expected, long Found);

/// <summary>What came into an account less what went out of it.</summary>
internal sealed record AccountTotal(string Account, long Points);

/// <summary>What a proof found. <see cref="Differences"/> holds the first of them.</summary>
internal sealed record ProofResult(long Members, long Entries, long Lots, int DifferingMembers, IReadOnlyList<LedgerDifference> Differences, IReadOnlyList<AccountTotal> Accounts);

/// <summary>
/// Builds every figure anew from the entries, set by set, and compares it with what is kept: balances and shortfalls of the
/// members, remainders of the lots with their uses, and entry by entry what it did to lots. Nothing is changed. One
/// snapshot, so that it may run while points move.
/// </summary>
internal sealed class LedgerProof(LoyaltyDb db)
{
    /// <summary>So many are told one by one.</summary>
    public const int Told = 200;

    const string Differing = """
        with per_member as (
            select member_id, sum(case when "to" = 'member' then points when "from" = 'member' then -points else 0 end)::bigint as balance,
                sum(case when "from" = 'shortfall' then points when "to" = 'shortfall' then -points else 0 end)::bigint as shortfall
            from loyalty.entries group by member_id),
        in_lots as (select member_id, sum(remainder)::bigint as remainder from loyalty.lots group by member_id),
        of_lots as (
            select u.lot_id, sum(u.points)::bigint as taken, coalesce(sum(u.points) filter (where e."to" = 'expired'), 0)::bigint as expired
            from loyalty.lot_uses u join loyalty.entries e on e.id = u.entry_id group by u.lot_id),
        reversed as (
            select reverses_id, sum(points)::bigint as points, coalesce(sum(points) filter (where "from" = 'expired'), 0)::bigint as lost
            from loyalty.entries where reverses_id is not null and "to" = 'reversed' group by reverses_id),
        of_entries as (select entry_id, sum(points)::bigint as taken from loyalty.lot_uses group by entry_id),
        kept as (
            select l.*, coalesce(u.taken, 0) as used, coalesce(u.expired, 0) - coalesce(r.lost, 0) as written_off, coalesce(r.points, 0) as reversed
            from loyalty.lots l left join of_lots u on u.lot_id = l.id left join reversed r on r.reverses_id = l.entry_id),
        differing as materialized (
            select m.id as member_id, w.what, w.expected, w.found
            from loyalty.members m left join per_member e on e.member_id = m.id left join in_lots l on l.member_id = m.id
                cross join lateral (values ('balance', coalesce(e.balance, 0), m.balance), ('lots', coalesce(l.remainder, 0), m.balance), ('shortfall', coalesce(e.shortfall, 0), m.shortfall)) w (what, expected, found)
            where coalesce(e.balance, 0) <> m.balance or coalesce(l.remainder, 0) <> m.balance or coalesce(e.shortfall, 0) <> m.shortfall
            union all
            select k.member_id, w.what, w.expected, w.found
            from kept k cross join lateral (values ('lot', k.points - k.used, k.remainder), ('lot_expired', k.written_off, k.expired), ('lot_taken_back', k.reversed, k.taken_back)) w (what, expected, found)
            where k.points - k.used <> k.remainder or k.written_off <> k.expired or k.reversed <> k.taken_back
            union all
            select e.member_id, 'entry', case when e."to" = 'member' then e.points when e."from" = 'member' then -e.points else 0 end, coalesce(l.points, 0) - coalesce(u.taken, 0)
            from loyalty.entries e left join loyalty.lots l on l.entry_id = e.id left join of_entries u on u.entry_id = e.id
            where case when e."to" = 'member' then e.points when e."from" = 'member' then -e.points else 0 end <> coalesce(l.points, 0) - coalesce(u.taken, 0))
        select d.member_id as "MemberId", d.what as "What", d.expected::bigint as "Expected", d.found::bigint as "Kept", (select count(distinct member_id)::int from differing) as "Members"
        from differing d where d.expected <> d.found order by d.member_id, d.what limit 200
        """;

    const string Totals = """
        select account as "Account", sum(points)::bigint as "Points"
        from (select "to" as account, sum(points) as points from loyalty.entries group by 1 union all select "from", -sum(points) from loyalty.entries group by 1) a
        group by account order by account
        """;

    public async Task<ProofResult> Run(CancellationToken ct)
    {
        db.Database.SetCommandTimeout(TimeSpan.FromHours(1));
        await using var snapshot = await db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        // Sorting millions of sums on disk takes several times as long.
        await db.Database.ExecuteSqlAsync($"select set_config('work_mem', '256MB', true)", ct);
        var found = await db.Database.SqlQueryRaw<Found>(Differing).ToListAsync(ct);
        var accounts = await db.Database.SqlQueryRaw<AccountTotal>(Totals).ToListAsync(ct);
        var differences = found.ConvertAll(f => new LedgerDifference(f.MemberId, f.What, f.Expected, f.Kept));
        if (accounts.Sum(a => a.Points) is var sum and not 0) differences.Add(new(0, "accounts", 0, sum));
        return new(await db.Members.LongCountAsync(ct), await db.Entries.LongCountAsync(ct), await db.Lots.LongCountAsync(ct),
            (found.Count == 0 ? 0 : found[0].Members) + (differences.Count > found.Count ? 1 : 0), differences, accounts);
    }

    sealed record Found(long MemberId, string What, long Expected, long Kept, int Members);
}

/// <summary>Proves the ledger every night and by hand, and keeps what was found.</summary>
internal sealed class LedgerSelfCheck(LoyaltyDb db, LedgerProof proof) : ISelfCheck
{
    public const string Key = "loyalty.ledger";

    public string Name => Key;

    public string Url => "/loyalty/ledger";

    public async Task<SelfCheckResult> Run(CancellationToken ct)
    {
        var from = db.Clock.GetTimestamp();
        var result = await proof.Run(ct);
        var took = db.Clock.GetElapsedTime(from);
        db.LedgerChecks.Add(new LedgerCheck(result, took, db.Clock.GetUtcNow()));
        await db.SaveChangesAsync(ct);
        return new(result.DifferingMembers,
        [
            string.Create(CultureInfo.InvariantCulture, $"loyalty ledger: {result.Members} members, {result.Entries} entries and {result.Lots} lots in {took.TotalSeconds:F1} s: {(result.DifferingMembers == 0 ? "every balance follows from its entries, 0 differences" : $"{result.DifferingMembers} members differ")}."),
            .. result.Differences.Select(d => string.Create(CultureInfo.InvariantCulture, $"  member {d.MemberId}: {d.What} is {d.Found}, the entries say {d.Expected}")),
        ]);
    }
}
