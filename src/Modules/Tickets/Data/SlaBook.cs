using System.Diagnostics;
using Crm.Platform.Data;
using Crm.Tickets.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Data;

/// <summary>
/// The rules of promises, of routing and of the way of each type, and what rules do, in memory, one copy a host. Who needs them asks the database for their revision, one number, and reads them
/// only when it has grown: a change counts at once on every host, and nobody reads five hundred holidays to open a ticket.
/// </summary>
internal sealed class SlaBook
{
    /// <summary>What is only shown may be so old.</summary>
    static readonly TimeSpan Glance = TimeSpan.FromSeconds(1);

    static readonly Compiled<Func<TicketsDb, CancellationToken, Task<long>>> Revision = new(() => EF.CompileAsyncQuery((TicketsDb db, CancellationToken ct) => db.SlaRevision.Select(r => r.Value).Single()));

    volatile Entry? kept;
    long asked;

    sealed record Entry(long Revision, SlaRules Rules, RoutingRules Routing, RuleBook Book);

    /// <summary>The rules for words beside a clock: without a question to the database when somebody asked a moment ago.</summary>
    public async ValueTask<(SlaRules Sla, RoutingRules Routing)> ReadShown(TicketsDb db, CancellationToken ct) =>
        kept is { } entry && Stopwatch.GetElapsedTime(Interlocked.Read(ref asked)) < Glance ? (entry.Rules, entry.Routing) : await ReadAll(db, ct);

    /// <summary>Something is changing on this host: whoever looks next asks.</summary>
    public void Doubt() => Interlocked.Exchange(ref asked, 0);

    public async Task<SlaRules> Read(TicketsDb db, CancellationToken ct) => (await Latest(db, ct)).Rules;

    public async Task<RoutingRules> ReadRouting(TicketsDb db, CancellationToken ct) => (await Latest(db, ct)).Routing;

    public async Task<RuleBook> ReadBook(TicketsDb db, CancellationToken ct) => (await Latest(db, ct)).Book;

    public async Task<(SlaRules Sla, RoutingRules Routing)> ReadAll(TicketsDb db, CancellationToken ct) => await Latest(db, ct) is var (_, sla, routing, _) ? (sla, routing) : default;

    /// <summary>For whoever has asked for their revision together with something else.</summary>
    public async Task<(SlaRules Sla, RoutingRules Routing)> ReadAll(TicketsDb db, long revision, CancellationToken ct) => await At(revision, db, ct) is var (_, sla, routing, _) ? (sla, routing) : default;

    async Task<Entry> Latest(TicketsDb db, CancellationToken ct)
    {
        var now = Stopwatch.GetTimestamp();
        var entry = await At(await Revision.For(db)(db, ct), db, ct);
        Interlocked.Exchange(ref asked, now);
        return entry;
    }

    async Task<Entry> At(long revision, TicketsDb db, CancellationToken ct)
    {
        if (kept is { } entry && entry.Revision == revision) return entry;
        // Read after the revision: rules changed meanwhile are newer than their number, and read again next time.
        var categories = await db.Categories.AsNoTracking().ToListAsync(ct);
        var parents = categories.ToDictionary(c => c.Id, c => c.ParentId);
        var book = new RuleBook(await db.TicketRules.AsNoTracking().Where(r => r.Active).ToListAsync(ct), parents);
        var rules = new SlaRules(
            await db.Policies.AsNoTracking().ToListAsync(ct),
            (await db.Calendars.AsNoTracking().Include(c => c.Days).ToListAsync(ct)).Select(c => new SlaCalendar(c)),
            await db.SlaSettings.AsNoTracking().Include(s => s.Steps).SingleAsync(ct),
            parents, book)
        {
            Flow = new FlowRules(await db.TypeRules.AsNoTracking().ToListAsync(ct), await db.Fields.AsNoTracking().ToListAsync(ct)),
        };
        return kept = new(revision, rules, new RoutingRules(await db.RoutingRules.AsNoTracking().ToListAsync(ct), await db.TeamRouting.AsNoTracking().ToListAsync(ct), categories), book);
    }
}
