using Crm.Loyalty.Data;
using Crm.Loyalty.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Loyalty.Features;

/// <summary>What rewards, the member's page and ideas know of a person who is forgotten: their words go, and what let them in; that something was redeemed or voted for stays, without a name.</summary>
internal static class ForgettingRewards
{
    public static async Task ForgetRewards(this LoyaltyDb db, long customerId, CancellationToken ct)
    {
        var members = db.Members.Where(m => m.CustomerId == customerId).Select(m => m.Id);
        await db.Redemptions.Where(r => members.Contains(r.MemberId)).ExecuteUpdateAsync(s => s.SetProperty(r => r.Wish, (string?)null).SetProperty(r => r.Tracking, (string?)null).SetProperty(r => r.Note, (string?)null), ct);
        await db.MemberLinks.Where(l => l.CustomerId == customerId).ExecuteDeleteAsync(ct);
        await db.MemberSessions.Where(s => s.CustomerId == customerId).ExecuteDeleteAsync(ct);
        // What they wrote themselves may tell who they are; what a colleague made of what they said is the colleague's.
        await db.Ideas.Where(i => i.CustomerId == customerId && i.Source == IdeaSource.Member).ExecuteUpdateAsync(s => s.SetProperty(i => i.TitleEn, (string?)null).SetProperty(i => i.TitleZh, (string?)null)
            .SetProperty(i => i.TextEn, (string?)null).SetProperty(i => i.TextZh, (string?)null).SetProperty(i => i.PublishedAt, (DateTimeOffset?)null), ct);
        await db.Ideas.Where(i => i.CustomerId == customerId).ExecuteUpdateAsync(s => s.SetProperty(i => i.CustomerId, (long?)null), ct);
    }
}
