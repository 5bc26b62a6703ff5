using Crm.Contracts.Customers;
using Crm.Loyalty.Data;
using Crm.Loyalty.Domain;
using Crm.Platform.Data;
using Crm.Platform.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Crm.Loyalty.Features.Programme;

/// <summary>Points on a member's birthday (of persons: organisations have a founding day), once a calendar year whatever happens to the record. Days on which no host ran are made good for a week.</summary>
internal sealed class GreetBirthdays(LoyaltyDb db, Programmes programmes, Earning earning, ICareDates dates, Platform.Time.InstallationZone zone) : ISweep
{
    const int Back = 7, Page = 500;

    public string Cron => "0 30 6 * * ?";

    public async Task Run(CancellationToken ct)
    {
        var now = db.Clock.GetUtcNow();
        if (!(await programmes.At(now, ct)).Terms.Rewards(EarnTrigger.Birthday)) return;
        var today = zone.DayOf(now);
        for (var day = today.AddDays(1 - Back); day <= today; day = day.AddDays(1))
        {
            // Who joined since then has a birthday only next year.
            var at = day == today ? now : zone.StartOf(day).AddHours(12);
            var version = await programmes.At(at, ct);
            for (long last = 0; await dates.On(CareDay.Birthday, [day], last, Page, ct) is { Count: > 0 } page; last = page[^1].CustomerId)
            {
                await using var transaction = await db.Begin(ct);
                long[] people = [.. page.Where(d => d.Kind == CustomerKind.Individual).Select(d => d.CustomerId)];
                var had = await Had(people, day.Year, ct);
                await earning.Earn([.. people.Where(id => !had.Contains(id)).Select(id => new Happening(version, id, new(EarnTrigger.Birthday, day), Earning.Birthday, KeyOf(id, day.Year), at))], ct);
                await db.SaveChangesAsync(ct);
                await transaction.CommitAsync(ct);
                db.ChangeTracker.Clear();
            }
        }
    }

    /// <summary>Those whose birthday stood on another day in a record that was merged into theirs, and earned there this year.</summary>
    async Task<HashSet<long>> Had(long[] people, int year, CancellationToken ct)
    {
        var formerly = await db.Formerly(people, ct);
        string[] keys = [.. formerly.SelectMany(f => f).Select(id => KeyOf(id, year)).Distinct()];
        if (keys.Length == 0) return [];
        var booked = (await db.Entries.Where(e => e.Source == Earning.Birthday && keys.Contains(e.Key)).Select(e => e.Key).ToListAsync(ct)).ToHashSet();
        return [.. people.Where(id => formerly[id].Any(f => booked.Contains(KeyOf(f, year))))];
    }

    static string KeyOf(long customer, int year) => FormattableString.Invariant($"{customer}:{year}");
}
