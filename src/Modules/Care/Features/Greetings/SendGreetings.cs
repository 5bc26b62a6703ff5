using Crm.Care.Data;
using Crm.Care.Domain;
using Crm.Contracts.Customers;
using Crm.Platform.Jobs;
using Crm.Platform.Settings;
using Crm.Platform.Time;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Crm.Care.Features.Greetings;

/// <summary>
/// Greets those whose day it is, in their own zone, from the greeting's hour until the evening. Whoever has been greeted this
/// year is not greeted again: the row and the mail are one save, and the database refuses a second row.
/// </summary>
internal sealed class SendGreetings(CareDb db, CareAudience audience, CareMails mails, ICareDates dates, ICustomerDirectory customers, ICustomerSegments segments, ISettings settings, TimeProvider clock) : ISweep
{
    const int Batch = 200, Evening = 20;

    public string Cron => "0 3/20 * * * ?";

    public async Task Run(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        // It is up to three calendar days at once somewhere on earth.
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        DateOnly[] days = [today.AddDays(-1), today, today.AddDays(1)];
        var terms = await settings.Care(ct);
        foreach (var greeting in await db.Greetings.AsNoTracking().Where(g => g.On).OrderBy(g => g.Id).ToListAsync(ct))
        {
            if (greeting.Kind is GreetingKind.Birthday or GreetingKind.Anniversary) await Personal(greeting, days, terms, now, ct);
            else if (days.Any(d => greeting.DayIn(d.Year) == d)) await Everybody(greeting, terms, now, ct);
        }
    }

    async Task Personal(Greeting greeting, IReadOnlyCollection<DateOnly> days, CareTerms terms, DateTimeOffset now, CancellationToken ct)
    {
        var kind = greeting.Kind == GreetingKind.Birthday ? CareDay.Birthday : CareDay.Anniversary;
        for (long after = 0; await dates.On(kind, days, after, Batch, ct) is { Count: > 0 } page; after = page[^1].CustomerId)
        {
            var facts = await customers.FactsOf([.. page.Select(p => p.CustomerId)], ct);
            var due = new Dictionary<long, (int Year, int? Years)>();
            foreach (var (id, date) in page.Select(p => (p.CustomerId, p.Date)))
            {
                if (facts.GetValueOrDefault(id) is not { } customer || LocalDay(greeting, customer, now) is not { } day || Yearly.In(date, day.Year) != day) continue;
                var years = day.Year - date.Year;
                // The first anniversary is after a year, and nobody has a birthday on the day they are born.
                if (years > 0) due[customer.Id] = (day.Year, kind == CareDay.Anniversary ? years : null);
            }
            var meant = greeting.SegmentId is { } segment ? await segments.Among(segment, [.. due.Keys], ct) : null;
            await Greet(greeting, [.. facts.Values.Where(c => due.ContainsKey(c.Id) && meant?.Contains(c.Id) != false).DistinctBy(c => c.Id)], c => due[c.Id], terms, now, ct);
        }
    }

    async Task Everybody(Greeting greeting, CareTerms terms, DateTimeOffset now, CancellationToken ct)
    {
        for (long after = 0; await audience.Page(greeting.SegmentId, after, Batch, ct) is { Count: > 0 } page; after = page[^1].Id)
            await Greet(greeting, [.. page.Where(c => LocalDay(greeting, c, now) is { } day && greeting.DayIn(day.Year) == day)], c => (LocalDay(greeting, c, now)!.Value.Year, null), terms, now, ct);
    }

    async Task Greet(Greeting greeting, IReadOnlyList<CustomerFacts> page, Func<CustomerFacts, (int Year, int? Years)> of, CareTerms terms, DateTimeOffset now, CancellationToken ct)
    {
        if (page.Count == 0) return;
        var ids = page.Select(c => (long?)c.Id).ToList();
        var years = page.Select(c => of(c).Year).Distinct().ToList();
        var done = (await db.Greeted.Where(g => g.GreetingId == greeting.Id && ids.Contains(g.CustomerId) && years.Contains(g.Year)).Select(g => new { g.CustomerId, g.Year }).ToListAsync(ct)).Select(g => (g.CustomerId!.Value, g.Year)).ToHashSet();
        var left = page.Where(c => !done.Contains((c.Id, of(c).Year))).ToList();
        if (left.Count == 0) return;
        foreach (var candidate in (await audience.Judge(left, greeting.Levels, Purpose.Care, terms.GreetingsRest ? terms.RestDays : 0, ct)).Where(c => c.Out is null))
        {
            var (year, count) = of(candidate.Customer);
            db.Greeted.Add(new Greeted(greeting.Id, year, candidate.Customer, now));
            await mails.Send(db, $"care:greeting:{greeting.Id}:{candidate.Customer.Id}:{year}", "care.greeting", Purpose.Care, candidate, greeting.Subject.In(candidate.To.Language), greeting.Body.In(candidate.To.Language),
                CareMails.Values(candidate.To, candidate.Customer, terms.Sender, years: count), terms.Sender, null, ct);
        }
        try { await db.SaveChangesAsync(ct); }
        catch (DbUpdateException e) when (e.InnerException is Npgsql.PostgresException { SqlState: Npgsql.PostgresErrorCodes.UniqueViolation })
        {
            // Another host was as quick with somebody of this batch: the next round greets those who are left.
        }
        db.ChangeTracker.Clear();
    }

    /// <summary>The customer's day, when it is the greeting's time of day there.</summary>
    static DateOnly? LocalDay(Greeting greeting, CustomerFacts customer, DateTimeOffset now)
    {
        var there = (DateTimeZoneProviders.Tzdb.GetZoneOrNull(customer.Zone) ?? DateTimeZone.Utc).At(now);
        return there.Hour >= greeting.Hour && (there.Hour < Evening || greeting.Hour >= Evening) ? DateOnly.FromDateTime(there) : null;
    }
}
