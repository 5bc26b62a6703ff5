using Crm.Care.Data;
using Crm.Care.Domain;
using Crm.Contracts.Customers;
using Crm.Platform.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Crm.Care.Features.Gatherings;

/// <summary>Reminds those who have a place, once, so many hours before.</summary>
internal sealed class RemindGuests(CareDb db, EventMails mails, TimeProvider clock) : ISweep
{
    const int Batch = 200;

    public string Cron => "0 9/10 * * * ?";

    public async Task Run(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        foreach (var gathering in await db.Gatherings.AsNoTracking().Where(g => g.State == GatheringState.Open && g.RemindHours != null && g.StartsAt > now && g.StartsAt.AddHours(-g.RemindHours.Value) <= now).OrderBy(g => g.Id).ToListAsync(ct))
            while (await db.SignUps.Where(s => s.GatheringId == gathering.Id && s.State == SignUpState.Booked && s.RemindedAt == null).OrderBy(s => s.Id).Take(Batch).ToListAsync(ct) is { Count: > 0 } guests)
            {
                foreach (var guest in guests)
                {
                    // Who has signed up within these hours was told a moment ago.
                    if (guest.SignedUpAt < gathering.StartsAt.AddHours(-gathering.RemindHours!.Value)) await mails.Remind(gathering, guest, ct);
                    guest.Remind(now);
                }
                await db.SaveChangesAsync(ct);
                db.ChangeTracker.Clear();
            }
    }
}

/// <summary>Closes the lists of events that nobody closed a day after their end.</summary>
internal sealed class CloseOldGatherings(CareDb db, TimeProvider clock) : ISweep
{
    public string Cron => "0 25 * * * ?";

    public async Task Run(CancellationToken ct)
    {
        var before = clock.GetUtcNow().AddDays(-1);
        foreach (var id in await db.Gatherings.Where(g => g.State == GatheringState.Open && g.EndsAt < before).OrderBy(g => g.Id).Select(g => g.Id).ToListAsync(ct))
        {
            await db.CloseList(id, null, ct);
            db.ChangeTracker.Clear();
        }
    }
}

/// <summary>What guests told of themselves is for the event alone: of those who are nobody's it goes 90 days after its end.</summary>
internal sealed class ForgetGuests(CareDb db, TimeProvider clock) : ISweep
{
    const int Days = 90;

    public string Cron => "0 35 2 * * ?";

    public async Task Run(CancellationToken ct)
    {
        var before = clock.GetUtcNow().AddDays(-Days);
        await db.SignUps.Where(s => s.CustomerId == null && (s.Name != null || s.Email != null || s.Phone != null) && db.Gatherings.Any(g => g.Id == s.GatheringId && g.EndsAt < before))
            .ExecuteUpdateAsync(u => u.SetProperty(s => s.Name, (string?)null).SetProperty(s => s.Email, (string?)null).SetProperty(s => s.Phone, (string?)null), ct);
    }
}

/// <summary>Finds the customers behind guests by their e-mail address, where it is exactly one's.</summary>
internal sealed class MatchGuests(CareDb db, ICustomerDirectory customers) : ISweep
{
    const int Batch = 200;

    public string Cron => "0 2/15 * * * ?";

    public async Task Run(CancellationToken ct)
    {
        for (long after = 0; await db.SignUps.AsNoTracking().Where(s => s.CustomerId == null && s.Email != null && s.Id > after).OrderBy(s => s.Id).Take(Batch).Select(s => new { s.Id, s.GatheringId, Email = s.Email! }).ToListAsync(ct) is { Count: > 0 } guests; after = guests[^1].Id)
        {
            var named = await customers.NamedBy(CustomerMark.Email, [.. guests.Select(g => g.Email).Distinct()], ct);
            var facts = await customers.FactsOf([.. named.Values.Where(n => n.Count == 1).Select(n => n[0])], ct);
            foreach (var guest in guests)
            {
                if (!named.TryGetValue(guest.Email, out var ids) || ids.Count != 1 || facts.GetValueOrDefault(ids[0]) is not { Erased: false } customer) continue;
                await using var transaction = await db.Begin(ct);
                var gathering = await db.LockGathering(guest.GatheringId, ct);
                if (await db.SignUps.SingleOrDefaultAsync(s => s.Id == guest.Id && s.CustomerId == null, ct) is { } row && await db.Settle(gathering, row, customer, ct)) await db.SaveChangesAsync(ct);
                await transaction.CommitAsync(ct);
                db.ChangeTracker.Clear();
            }
        }
    }
}
