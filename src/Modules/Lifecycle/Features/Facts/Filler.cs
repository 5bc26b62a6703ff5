using Crm.Contracts.Customers;
using Crm.Contracts.Sales;
using Crm.Contracts.Surveys;
using Crm.Contracts.Tickets;
using Crm.Lifecycle.Data;
using Crm.Lifecycle.Domain;
using Crm.Lifecycle.Features.Books;
using Crm.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace Crm.Lifecycle.Features.Facts;

/// <summary>
/// Fills the copies with what happened before this module heard of it, by the order of ids and in batches, each remembered
/// with its own transaction: whoever is interrupted goes on where it stood. Later the same passes are made once a night and mend what differs.
/// </summary>
internal sealed class Filler(LifecycleDb db, Copies copies, StageKeeper keeper, BookFollower books, ICustomerDirectory customers, ICustomerRecords records, ITicketRecords tickets, ISurveyResponses answers, IDealRecords deals, InstallationZone zone, TimeProvider clock)
{
    const int Batch = 2000, Months = 24;

    /// <summary>The sources, in the order of reading: whom the rest is about comes first.</summary>
    public static readonly IReadOnlyList<string> Sources = ["customers", "orders", "usages", "interactions", "tickets", "answers", "deals"];

    /// <summary>What comes after the sources: the stages of the past.</summary>
    public const string History = "history";

    /// <summary>Whether everything has been filled once.</summary>
    public async Task<bool> Full(CancellationToken ct) => await db.Fills.CountAsync(f => f.DoneAt != null, ct) > Sources.Count;

    /// <summary>What has not been filled yet; then the past two years of stages, and where everybody stands today. Nobody is told: none of it happens now.</summary>
    public async Task Fill(CancellationToken ct)
    {
        foreach (var source in Sources) await Pass(source, ct);
        var past = await State(History, ct);
        if (past.DoneAt is not null) return;
        // So much was written that whatever the database had counted says nothing any more.
        await db.Database.ExecuteSqlAsync($"analyze lifecycle.customers, lifecycle.orders, lifecycle.touches, lifecycle.deals", ct);
        var (now, months) = (clock.GetUtcNow(), new List<DateOnly>());
        var today = zone.DayOf(now);
        for (var month = new DateOnly(today.Year, today.Month, 1).AddMonths(-Months); month <= today; month = month.AddMonths(1)) months.Add(month.AddDays(-1));
        // The place is the month and, within it, the customer.
        for (var i = (int)(past.AfterId >> 48); i < months.Count; i++)
        {
            var index = (long)i << 48;
            await keeper.Reconstruct(months[i], past.AfterId >= index ? past.AfterId - index : 0, id => Reached(History, index + id, ct), ct);
            past = past with { AfterId = index + (1L << 48) };
        }
        await keeper.TakeOver(ct);
        await keeper.All(tell: false, ct);
        await Finish(History, ct);
    }

    /// <summary>Reads everything again and mends what differs, then settles everybody.</summary>
    public async Task Rebuild(CancellationToken ct)
    {
        var names = Sources.ToArray();
        await db.Fills.Where(f => names.Contains(f.Source)).ExecuteUpdateAsync(s => s.SetProperty(f => f.DoneAt, (DateTimeOffset?)null).SetProperty(f => f.AfterId, 0L), ct);
        foreach (var source in Sources) await Pass(source, ct);
        await keeper.All(tell: true, ct);
    }

    async Task Pass(string source, CancellationToken ct)
    {
        var state = await State(source, ct);
        if (state.DoneAt is not null) return;
        for (var after = state.AfterId; ;)
        {
            await using var transaction = db.Database.CurrentTransaction is null ? await db.BeginBulk(ct) : null;
            var last = await Copy(source, after, ct);
            if (last is null) await Finish(source, ct);
            else await Reached(source, last.Value, ct);
            await db.SaveChangesAsync(ct);
            db.ChangeTracker.Clear();
            if (transaction is not null) await transaction.CommitAsync(ct);
            if (last is null) return;
            after = last.Value;
        }
    }

    /// <summary>One batch; answers with the last id, or null when there was none.</summary>
    async Task<long?> Copy(string source, long after, CancellationToken ct)
    {
        switch (source)
        {
            case "customers":
                var page = await customers.Page(after, Batch, ct);
                var changed = await copies.Customers(page, ct);
                await books.EnteredClasses(changed, ct);
                return page.Count == 0 ? null : page[^1].Id;
            case "orders":
                var orders = await records.Purchases(after, Batch, ct);
                await copies.Orders(orders, await copies.KnowNew([.. orders.Select(o => o.CustomerId)], ct), ct);
                return orders.Count == 0 ? null : orders[^1].Id;
            case "usages":
                var used = await records.Usages(after, Batch, ct);
                await copies.Usages(used, await copies.KnowNew([.. used.Select(u => u.CustomerId)], ct), ct);
                return used.Count == 0 ? null : used[^1].Id;
            case "interactions":
                var interactions = await records.Interactions(after, Batch, ct);
                await copies.Touches([.. interactions.Select(i => new KnownTouch { Kind = TouchKind.Interaction, SourceId = i.Id, CustomerId = i.CustomerId, At = i.At })], await copies.KnowNew([.. interactions.Select(i => i.CustomerId)], ct), ct);
                return interactions.Count == 0 ? null : interactions[^1].Id;
            case "tickets":
                var opened = await tickets.Page(after, Batch, ct);
                await copies.Touches([.. opened.SelectMany(Copies.Of)], await copies.KnowNew([.. opened.Select(t => t.CustomerId)], ct), ct);
                return opened.Count == 0 ? null : opened[^1].Id;
            case "answers":
                var given = await answers.Page(after, Batch, ct);
                var named = given.Where(a => a.CustomerId is not null).ToList();
                await copies.Touches([.. named.SelectMany(a => Copies.Of(a.Id, a.CustomerId!.Value, a.Headline, a.Nps, a.FinishedAt))], await copies.KnowNew([.. named.Select(a => a.CustomerId!.Value)], ct), ct);
                return given.Count == 0 ? null : given[^1].Id;
            default:
                var found = await deals.Page(after, Batch, ct);
                await copies.Deals(found, await copies.KnowNew([.. found.Select(d => d.CustomerId)], ct), ct);
                return found.Count == 0 ? null : found[^1].OpportunityId;
        }
    }

    async Task<Place> State(string source, CancellationToken ct) =>
        await db.Fills.Where(f => f.Source == source).Select(f => new Place(f.AfterId, f.DoneAt)).SingleOrDefaultAsync(ct) ?? new Place(0, null);

    Task Reached(string source, long id, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync($"insert into lifecycle.fills (source, after_id) values ({source}, {id}) on conflict (source) do update set after_id = excluded.after_id", ct);

    Task Finish(string source, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync($"insert into lifecycle.fills (source, after_id, done_at) values ({source}, 0, {clock.GetUtcNow()}) on conflict (source) do update set done_at = excluded.done_at", ct);

    sealed record Place(long AfterId, DateTimeOffset? DoneAt);
}
