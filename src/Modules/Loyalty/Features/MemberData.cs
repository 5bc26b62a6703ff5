using Crm.Loyalty.Data;
using Crm.Loyalty.Domain;
using Crm.Platform.Localization;
using Crm.Platform.Privacy;
using Microsoft.EntityFrameworkCore;
using static Crm.Platform.Privacy.SubjectSection;

namespace Crm.Loyalty.Features;

/// <summary>What this module holds of a customer.</summary>
internal sealed class MemberData(LoyaltyDb db, Texts texts) : ISubjectData
{
    public int Order => 40;

    public async Task<IReadOnlyList<SubjectSection>> Of(long subjectId, CancellationToken ct)
    {
        var members = await db.Members.AsNoTracking().Where(m => m.CustomerId == subjectId).Select(m => new { m.Id, m.JoinedAt, m.Balance }).ToListAsync(ct);
        var ids = members.ConvertAll(m => m.Id);
        var entries = await db.Entries.AsNoTracking().Where(e => ids.Contains(e.MemberId) && (e.From == Account.Member || e.To == Account.Member)).OrderBy(e => e.Id).ToListAsync(ct);
        var coupons = await db.Coupons.AsNoTracking().Where(c => c.CustomerId == subjectId).OrderBy(c => c.Id).ToListAsync(ct);
        var tiers = await db.TierChanges.AsNoTracking().Where(c => ids.Contains(c.MemberId)).OrderBy(c => c.Id).ToListAsync(ct);
        var qualifying = await db.QualifyingPoints.AsNoTracking().Where(q => q.CustomerId == subjectId).OrderBy(q => q.Id).ToListAsync(ct);
        var adjustments = await db.Adjustments.AsNoTracking().Where(a => a.CustomerId == subjectId).OrderBy(a => a.Id).ToListAsync(ct);
        return
        [
            new("loyalty.privacy.membership", Fate.Forfeited, [.. members.Select(m => Row(("loyalty.memberSince", m.JoinedAt), ("loyalty.balance", m.Balance)))]),
            new("loyalty.ledger", Fate.Anonymised, [.. entries.Select(e => Row(("loyalty.when", e.At), ("loyalty.points", e.To == Account.Member ? e.Points : -e.Points), ("loyalty.source", texts["loyalty.source." + e.Source])))]),
            new("loyalty.tier.history", Fate.Anonymised, [.. tiers.Select(c => Row(("loyalty.when", c.At), ("loyalty.tier.change", texts[c.Kind]), ("loyalty.tier", Texts.LanguageOf(System.Globalization.CultureInfo.CurrentUICulture) == "zh-CN" ? c.ToZh : c.ToEn), ("loyalty.tier.reason", c.Reason)))]),
            new("loyalty.tier.qualifying", Fate.Removed, [.. qualifying.Select(q => Row(("loyalty.when", q.At), ("loyalty.points", q.Points)))]),
            new("loyalty.adjustments", Fate.Anonymised, [.. adjustments.Select(a => Row(("loyalty.when", a.AskedAt), ("loyalty.points", a.Points), ("loyalty.adjust.reason", texts[a.Reason]), ("loyalty.adjust.text", a.Text), ("loyalty.state", texts[a.State]), ("loyalty.adjust.note", a.DecisionNote)))]),
            new("loyalty.coupons", Fate.Forfeited, [.. coupons.Select(c => Row(("loyalty.when", c.IssuedAt), ("loyalty.coupon.value", $"{c.Value} {c.Currency}"), ("loyalty.coupon.lastDay", $"{c.LastDay:yyyy-MM-dd}"), ("loyalty.coupon.used", c.UsedAt), ("loyalty.coupon.order", c.UsedFor)))]),
        ];
    }
}
