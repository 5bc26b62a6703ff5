using Crm.Care.Data;
using Crm.Care.Domain;
using Crm.Contracts.Care;
using Crm.Contracts.Customers;
using Crm.Contracts.Tickets;
using Crm.Platform.Events;
using Microsoft.EntityFrameworkCore;

namespace Crm.Care.Features.CareCampaigns;

/// <summary>An order within the days of a campaign is its success: the first one counts.</summary>
internal sealed class WhenPurchaseRecorded(CareDb db) : IHandleMany<PurchaseRecorded>
{
    public async Task HandleMany(IReadOnlyList<PurchaseRecorded> happened, CancellationToken ct)
    {
        var (buyers, times) = (happened.Select(h => h.CustomerId).ToArray(), happened.Select(h => h.PurchasedAt.ToUniversalTime()).ToArray());
        await db.Database.ExecuteSqlAsync($"""
            update care.recipients r set converted_at = f.at
            from (select r.id, min(h.at) as at from unnest({buyers}, {times}) h(customer_id, at)
                  join care.recipients r on r.customer_id = h.customer_id and r.converted_at is null and r.sent_at <= h.at
                  join care.campaigns c on c.id = r.campaign_id and r.sent_at + make_interval(days => c.conversion_days) >= h.at
                  group by r.id) f
            where r.id = f.id
            """, ct);
    }
}

/// <summary>A ticket by e-mail within the days of a campaign counts as a reply.</summary>
internal sealed class WhenTicketOpened(CareDb db) : IHandle<TicketOpened>
{
    public async Task Handle(TicketOpened happened, CancellationToken ct)
    {
        if (happened.Channel == TicketChannel.Email) await db.Within(happened.CustomerId, happened.At).Where(r => r.RepliedAt == null).ExecuteUpdateAsync(s => s.SetProperty(r => r.RepliedAt, happened.At), ct);
    }
}

/// <summary>So does an e-mail somebody has logged.</summary>
internal sealed class WhenInteractionLogged(CareDb db) : IHandle<InteractionLogged>
{
    public async Task Handle(InteractionLogged happened, CancellationToken ct)
    {
        if (happened.Type == InteractionType.Email) await db.Within(happened.CustomerId, happened.At).Where(r => r.RepliedAt == null).ExecuteUpdateAsync(s => s.SetProperty(r => r.RepliedAt, happened.At), ct);
    }
}

/// <summary>A refusal is the answer to the last campaign of its purpose; and what was written but waits in the queue does not leave.</summary>
internal sealed class WhenContactChoiceSaid(CareDb db) : IHandle<ContactChoiceSaid>
{
    public async Task Handle(ContactChoiceSaid happened, CancellationToken ct)
    {
        if (happened.Allowed) return;
        long? customer = happened.CustomerId;
        var last = await db.Within(happened.CustomerId, happened.At).Where(r => db.Campaigns.Any(c => c.Id == r.CampaignId && c.Purpose == happened.Purpose)).OrderByDescending(r => r.SentAt).ThenByDescending(r => r.Id).Select(r => (long?)r.Id).FirstOrDefaultAsync(ct);
        if (last is { } id) await db.Recipients.Where(r => r.Id == id && r.RefusedAt == null).ExecuteUpdateAsync(s => s.SetProperty(r => r.RefusedAt, happened.At), ct);
        string[] kinds = happened.Purpose switch { Purpose.Care => ["care.greeting", "care.campaign", "care.invitation"], Purpose.Marketing => ["care.campaign"], _ => [] };
        if (kinds.Length > 0)
            await db.Mail.Where(m => m.CustomerId == customer && kinds.Contains(m.Purpose) && m.SentAt == null && m.DueAt != null).ExecuteUpdateAsync(s => s.SetProperty(m => m.DueAt, (DateTimeOffset?)null).SetProperty(m => m.Error, "refused"), ct);
    }
}

internal static class Outcomes
{
    /// <summary>The mails whose days an instant falls into.</summary>
    public static IQueryable<CareRecipient> Within(this CareDb db, long customerId, DateTimeOffset at) =>
        db.Recipients.Where(r => r.CustomerId == customerId && r.SentAt <= at && db.Campaigns.Any(c => c.Id == r.CampaignId && r.SentAt!.Value.AddDays(c.ConversionDays) >= at));
}
