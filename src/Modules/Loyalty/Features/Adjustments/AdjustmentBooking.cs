using Crm.Loyalty.Data;
using Crm.Loyalty.Domain;
using Crm.Platform.Settings;
using Crm.Platform.UseCases;
using Microsoft.EntityFrameworkCore;

namespace Crm.Loyalty.Features.Adjustments;

/// <summary>How many points one person may give or take by hand for a member within a day without somebody else's approval.</summary>
internal sealed record AdjustmentTerms(long Limit)
{
    public const string Setting = "loyalty.adjustments";

    public static readonly AdjustmentTerms Default = new(1000);

    public static ValueTask<AdjustmentTerms> Read(ISettings settings, CancellationToken ct) => settings.Get(Setting, Default, ct);
}

/// <summary>Writes adjustments into the ledger, loading what each needs.</summary>
internal sealed class AdjustmentBooking(LoyaltyDb db, Programmes programmes, Refunds refunds)
{
    /// <summary>Books it on a member who is locked.</summary>
    public async Task Book(Adjustment adjustment, Member member, CancellationToken ct)
    {
        var now = db.Clock.GetUtcNow();
        (LedgerEntry, Lot?, IReadOnlyList<LotUse>)? reversed = null;
        if (adjustment.ReversesEntryId is { } id)
        {
            var (entry, lot) = (await db.Entries.SingleAsync(e => e.Id == id, ct), await db.LotOf(id, ct));
            // What was taken lies in lots of the member it was taken from; a merge since then has closed these.
            if (entry.From == Account.Member && entry.MemberId != member.Id) throw new RuleException("loyalty.reversal.cannot");
            if (entry.From == Account.Member && await db.Entries.AnyAsync(e => e.ReversesId == id && e.To == Account.Member, ct)) throw new RuleException("loyalty.reversal.already");
            if (entry is { Source: Earning.Purchase, From: Account.Issued }) await refunds.Disqualify(entry.Key, ct);
            await db.LoadOpenLots(member.Id, ct);
            reversed = (entry, lot, await db.LotUses.Include(u => u.Lot).Where(u => u.EntryId == id).ToListAsync(ct));
        }
        else if (adjustment.Points < 0) await db.LoadLotsToSpend(member, -adjustment.Points, now, ct);
        adjustment.Book(member, reversed, await programmes.ExpiryOf(now, ct), now);
    }
}
