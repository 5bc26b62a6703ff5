using Crm.Care.Data;
using Crm.Care.Domain;
using Crm.Contracts.Care;
using Crm.Contracts.Customers;
using Crm.Contracts.Tickets;
using Crm.Platform.Events;
using Microsoft.EntityFrameworkCore;

namespace Crm.Care.Features.CareCampaigns;

/// <summary>An order within the days of a campaign is its success.</summary>
internal sealed class WhenPurchaseRecorded(CareDb db) : IHandleMany<PurchaseRecorded>
{
    public Task HandleMany(IReadOnlyList<PurchaseRecorded> happened, CancellationToken ct) =>
        db.Mark("converted_at", [.. happened.Select(h => (h.CustomerId, h.PurchasedAt))], ct);
}

/// <summary>A ticket by e-mail within the days of a campaign counts as a reply.</summary>
internal sealed class WhenTicketOpened(CareDb db) : IHandleMany<TicketOpened>
{
    public Task HandleMany(IReadOnlyList<TicketOpened> happened, CancellationToken ct) =>
        db.Mark("replied_at", [.. happened.Where(h => h.Channel == TicketChannel.Email).Select(h => (h.CustomerId, h.At))], ct);
}

/// <summary>So does an e-mail somebody has logged.</summary>
internal sealed class WhenInteractionLogged(CareDb db) : IHandleMany<InteractionLogged>
{
    public Task HandleMany(IReadOnlyList<InteractionLogged> happened, CancellationToken ct) =>
        db.Mark("replied_at", [.. happened.Where(h => h.Type == InteractionType.Email).Select(h => (h.CustomerId, h.At))], ct);
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
    /// <summary>What customers did is the outcome of the mails within whose days they did it: the first time counts.</summary>
    /// <param name="outcome">The column, a constant of the caller.</param>
    public static async Task Mark(this CareDb db, string outcome, IReadOnlyCollection<(long Customer, DateTimeOffset At)> did, CancellationToken ct)
    {
        if (did.Count == 0) return;
        var (customers, times) = (did.Select(d => d.Customer).ToArray(), did.Select(d => d.At.ToUniversalTime()).ToArray());
        await db.Database.ExecuteSqlRawAsync($$"""
            update care.recipients r set {{outcome}} = f.at
            from (select r.id, min(h.at) as at from unnest({0}, {1}) h(customer_id, at)
                  join care.recipients r on r.customer_id = h.customer_id and r.{{outcome}} is null and r.sent_at <= h.at
                  join care.campaigns c on c.id = r.campaign_id and r.sent_at + make_interval(days => c.conversion_days) >= h.at
                  group by r.id) f
            where r.id = f.id
            """, [customers, times], ct);
    }

    /// <summary>The mails whose days an instant falls into.</summary>
    public static IQueryable<CareRecipient> Within(this CareDb db, long customerId, DateTimeOffset at) =>
        db.Recipients.Where(r => r.CustomerId == customerId && r.SentAt <= at && db.Campaigns.Any(c => c.Id == r.CampaignId && r.SentAt!.Value.AddDays(c.ConversionDays) >= at));
}
