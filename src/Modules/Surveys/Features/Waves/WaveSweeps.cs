using System.Globalization;
using Crm.Contracts.Customers;
using Crm.Contracts.Sales;
using Crm.Platform.Jobs;
using Crm.Platform.Time;
using Crm.Platform.UseCases;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Public;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Waves;

/// <summary>Begins waves whose day has come, and makes the next one of every series that has begun.</summary>
internal sealed class OpenDueWaves(SurveysDb db, WaveStarter starter, InstallationZone zone, TimeProvider clock) : ISweep
{
    public string Cron => "20 * * * * ?";

    public async Task Run(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        foreach (var id in await db.Waves.Where(w => w.State == WaveState.Scheduled && w.OpensAt <= now).OrderBy(w => w.Id).Select(w => w.Id).ToListAsync(ct))
        {
            try
            {
                await Begin(id, now, ct);
            }
            catch (RuleException refused) // the others have their day, too
            {
                db.ChangeTracker.Clear();
                await PutBack(id, refused, now, ct);
            }
        }
        // One that was missed is closed, and by nobody.
        foreach (var wave in await db.Waves.Where(w => w.Repeats != Repetition.Never && (w.StartedAt != null || (w.State == WaveState.Closed && w.ClosedById == null)) && !db.Waves.Any(n => n.PreviousId == w.Id)).ToListAsync(ct))
        {
            var first = wave.SeriesId is { } series && series != wave.Id ? await db.Waves.AsNoTracking().SingleAsync(w => w.Id == series, ct) : wave;
            await using var transaction = await db.Begin(ct);
            wave.BeginSeries();
            var next = wave.Next(first, zone.Zone, now);
            db.Waves.Add(next);
            await db.SaveChangesAsync(ct);
            if (wave.Listed) await db.Database.ExecuteSqlAsync($"insert into surveys.wave_listed (wave_id, customer_id) select {next.Id}, customer_id from surveys.wave_listed where wave_id = {wave.Id}", ct);
            await transaction.CommitAsync(ct);
        }
    }

    async Task Begin(long id, DateTimeOffset now, CancellationToken ct)
    {
        await using var transaction = await db.Begin(ct);
        var wave = await db.Waves.SingleAsync(w => w.Id == id, ct);
        if (wave.ClosesAt <= now) wave.Miss(now);
        else await starter.Begin(wave, wave.StartedById, now, ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }

    async Task PutBack(long id, RuleException refused, DateTimeOffset now, CancellationToken ct)
    {
        var wave = await db.Waves.SingleAsync(w => w.Id == id, ct);
        if ((wave.StartedById ?? wave.CreatedById) is { } person) db.Notify(person, $"wave-refused:{wave.Id}:{now.ToUnixTimeSeconds()}", "send", $"/waves/{wave.Id}", "surveys.notice.wave_refused", wave.Title, Notices.KeyMark + refused.Key);
        wave.PutBack();
        await db.SaveChangesAsync(ct);
    }
}

/// <summary>Reminds those who have not finished: after so many days, so many times at most, within polite hours, and nobody who has opted out since.</summary>
internal sealed class SendReminders(SurveysDb db, Links links, Inviter inviter, ICustomerDirectory customers, IConsents consents, TimeProvider clock) : ISweep
{
    const int Batch = 200;

    public string Cron => "0 7/30 * * * ?";

    public async Task Run(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        foreach (var wave in (await db.Waves.AsNoTracking().Where(w => w.RemindAfterDays != null && w.RemindMost > 0 && (w.State == WaveState.Open || w.State == WaveState.Sending)).ToListAsync(ct)).Where(w => w.Takes(now)))
        {
            var quiet = now.AddDays(-wave.RemindAfterDays!.Value);
            for (long after = 0; ;)
            {
                var due = await db.Invitations.Where(i => i.WaveId == wave.Id && i.Id > after && i.Delivery == Delivery.Mail && i.FinishedAt == null && i.RevokedAt == null && i.CustomerId != null && i.ExpiresAt > now
                    && i.CreatedAt <= quiet && i.Reminders < wave.RemindMost && (i.RemindedAt == null || i.RemindedAt <= quiet)).OrderBy(i => i.Id).Take(Batch).ToListAsync(ct);
                if (due.Count == 0) break;
                after = due[^1].Id;
                var ids = due.Select(i => i.CustomerId!.Value).Distinct().ToList();
                var facts = await customers.FactsOf(ids, ct);
                var allowing = await consents.Allowing(ids, Purpose.Survey, ConsentChannel.Email, ct);
                var contacts = await customers.ContactsOf([.. due.Select(i => i.ContactId).OfType<long>().Distinct()], ct);
                foreach (var invitation in due)
                {
                    if (!allowing.Contains(invitation.CustomerId!.Value) || facts.GetValueOrDefault(invitation.CustomerId.Value) is not { Erased: false } customer) continue;
                    var to = Recipient.Of(customer, invitation.ContactId is { } contact ? contacts.GetValueOrDefault(contact) : null) with { Language = invitation.Language };
                    if (to.Email is null) continue; // lost since
                    await inviter.Mail(MailKind.Remind, wave, await links.Version(invitation.VersionId, ct), invitation, to, customer, await inviter.NewLink(invitation, ct), ct);
                    invitation.Remind(now);
                }
                await db.SaveChangesAsync(ct);
                db.ChangeTracker.Clear();
            }
        }
    }
}

/// <summary>Puts customers whose contract ends within the days of a wave on its list of those to be asked.</summary>
internal sealed class WatchContractEnds(SurveysDb db, IContractEnds contracts, InstallationZone zone, TimeProvider clock) : ISweep
{
    const int Batch = 500;

    public string Cron => "0 11 * * * ?";

    public async Task Run(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var today = zone.DayOf(now);
        foreach (var wave in (await db.Waves.AsNoTracking().Where(w => w.Kind == WaveKind.ContractEnd && w.State == WaveState.Open).ToListAsync(ct)).Where(w => w.Takes(now)))
            for (long after = 0; await contracts.Between(today, today.AddDays(wave.DelayDays), after, Batch, ct) is { Count: > 0 } page; after = page[^1].OpportunityId)
                await Dues.Add(db, [.. page.Select(c => (wave.Id, c.CustomerId, $"contract:{c.OpportunityId}:{c.EndsOn:yyyy-MM-dd}", now))], ct);
    }
}

/// <summary>Asks those whose day has come.</summary>
internal sealed class AskDue(SurveysDb db, Inviter inviter, Audience audience, TicketAsker tickets, ICustomerDirectory customers, TimeProvider clock) : ISweep
{
    const int Batch = 200;

    public string Cron => "0 4/5 * * * ?";

    public async Task Run(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        while (await db.WaveDues.Where(d => d.DoneAt == null && d.DueAt <= now).OrderBy(d => d.DueAt).ThenBy(d => d.Id).Take(Batch).ToListAsync(ct) is { Count: > 0 } dues)
        {
            var facts = await customers.FactsOf([.. dues.Select(d => d.CustomerId).Distinct()], ct);
            foreach (var group in dues.GroupBy(d => d.WaveId))
            {
                var wave = await db.Waves.AsNoTracking().SingleAsync(w => w.Id == group.Key, ct);
                if (wave.Kind == WaveKind.AfterTicket)
                {
                    await AskAboutTickets(wave, group, now, ct);
                    continue;
                }
                var known = group.Select(d => facts.GetValueOrDefault(d.CustomerId)).OfType<CustomerFacts>().DistinctBy(c => c.Id).ToList();
                var candidates = wave.Takes(now) ? (await audience.Judge(wave, known, occasions: true, ct)).ToDictionary(c => c.Customer.Id) : [];
                var asked = new HashSet<long>();
                foreach (var due in group)
                {
                    var candidate = facts.GetValueOrDefault(due.CustomerId) is { } customer ? candidates.GetValueOrDefault(customer.Id) : null;
                    var why = candidate is null ? Fallout.Gone : candidate.Out ?? (wave.RestDays > 0 && asked.Contains(candidate.Customer.Id) ? Fallout.Resting : null);
                    if (why is null or Fallout.NoAddress)
                    {
                        await inviter.AskAfter(wave, MailKind.Invite, due.Occasion, candidate!.Customer, candidate.Contact, null, ct);
                        asked.Add(candidate.Customer.Id);
                    }
                    due.Done(why, now);
                }
                await db.SaveChangesAsync(ct); // whom this wave has asked rests for the next
            }
            db.ChangeTracker.Clear();
        }
    }

    async Task AskAboutTickets(Wave wave, IEnumerable<WaveDue> dues, DateTimeOffset now, CancellationToken ct)
    {
        foreach (var due in dues)
        {
            due.Done(wave.Takes(now) ? await tickets.Ask(wave, due, ct) : Fallout.Gone, now);
            await db.SaveChangesAsync(ct); // who was asked about one ticket rests for the next
        }
    }
}

/// <summary>Rewards yesterday's takers of part in anonymous waves, all of a day together and in no order: nobody can tell from the points or coupons who said what.</summary>
internal sealed class RewardParticipation(SurveysDb db, InstallationZone zone, TimeProvider clock) : ISweep
{
    const int Batch = 500;

    public string Cron => "0 20 1 * * ?";

    public async Task Run(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var today = zone.StartOf(zone.DayOf(now));
        foreach (var wave in await db.Waves.AsNoTracking().Where(w => w.Anonymous).ToListAsync(ct))
            while (await db.Invitations.Where(i => i.WaveId == wave.Id && i.FinishedAt < today && i.RewardedAt == null).OrderBy(i => i.TokenHash).Take(Batch).ToListAsync(ct) is { Count: > 0 } done)
            {
                foreach (var invitation in done) invitation.Rewarded(wave, invitation.FinishedAt!.Value, now);
                await db.SaveChangesAsync(ct);
                db.ChangeTracker.Clear();
            }
    }
}

/// <summary>Turns wishes to be called into call backs, apart from the answers in time as well.</summary>
internal sealed class PassOnWishes(SurveysDb db, TimeProvider clock) : ISweep
{
    public string Cron => "0 41 * * * ?";

    public async Task Run(CancellationToken ct)
    {
        foreach (var wish in (await db.ContactWishes.Where(w => w.DoneAt == null && w.CustomerId != null).OrderBy(w => w.Id).ToListAsync(ct)).OrderBy(_ => Random.Shared.Next())) wish.CallBack(clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
    }
}

/// <summary>Adds those to be asked later; who is there already stays.</summary>
internal static class Dues
{
    public static async Task Add(SurveysDb db, IReadOnlyList<(long WaveId, long CustomerId, string Occasion, DateTimeOffset At)> dues, CancellationToken ct)
    {
        if (dues.Count == 0) return;
        long[] waves = [.. dues.Select(d => d.WaveId)], customers = [.. dues.Select(d => d.CustomerId)];
        string[] occasions = [.. dues.Select(d => d.Occasion)];
        DateTimeOffset[] at = [.. dues.Select(d => d.At)];
        await db.Database.ExecuteSqlAsync($"""
            insert into surveys.wave_dues (wave_id, customer_id, occasion, due_at)
            select * from unnest({waves}, {customers}, {occasions}, {at}) on conflict (wave_id, occasion) do nothing
            """, ct);
    }
}
