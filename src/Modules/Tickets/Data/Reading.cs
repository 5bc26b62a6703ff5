using Crm.Contracts.Customers;
using Crm.Contracts.Tickets;
using Crm.Platform.Data;
using Crm.Platform.Search;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Crm.Tickets.Data;

/// <summary>What several use cases read alike.</summary>
internal static class Reading
{
    /// <summary>A ticket with its clocks, ready for a change, if the right reaches it.</summary>
    public static async Task<Ticket> Find(this TicketsDb db, long id, RowScope scope, CancellationToken ct) =>
        await db.Tickets.Include(t => t.Clocks).Within(scope).SingleOrDefaultAsync(t => t.Id == id, ct) ?? throw new MissingException("Ticket", id);

    /// <summary>
    /// The ticket, or the one that goes on in its place when it was merged. What customers say lands there whoever puts it down; else the right must reach that one too.
    /// It is held until the end of the caller's transaction: words contradict nobody, and are not refused because somebody took the ticket at that moment.
    /// </summary>
    /// <param name="ownOnly">Where another customer's ticket goes on in its place, the ticket itself: nobody is led to a stranger's.</param>
    public static async Task<Ticket> FindCurrent(this TicketsDb db, long id, RowScope scope, CancellationToken ct, bool customerSpeaks = false, bool ownOnly = false)
    {
        // One row only, so that nobody can wait for the other in a circle.
        await db.Database.ExecuteSqlAsync($"""
            select 1 from tickets.tickets where id = (
                select coalesce((select i.id from tickets.tickets i where i.id = t.merged_into_id and (not {ownOnly} or i.customer_id = t.customer_id)), t.id) from tickets.tickets t where t.id = {id}) for update
            """, ct);
        var ticket = await db.Find(id, scope, ct);
        if (ticket.MergedIntoId is not { } into) return ticket;
        var current = await db.Find(into, customerSpeaks ? RowScope.Everything : scope, ct);
        return ownOnly && current.CustomerId != ticket.CustomerId ? ticket : current;
    }

    /// <summary>The ticket that this request has opened, with all its messages and clocks, and its customer; null when it is another.</summary>
    public static (Ticket Ticket, CustomerCopy Customer)? OpenedNow(this TicketsDb db, long id)
    {
        // Who is there is asked, not what has changed: EF would compare every row it knows, for a tenth of what a new ticket costs.
        var detects = db.ChangeTracker.AutoDetectChangesEnabled;
        db.ChangeTracker.AutoDetectChangesEnabled = false;
        try
        {
            return db.ChangeTracker.Entries<Ticket>().Select(e => e.Entity).FirstOrDefault(t => t.IsWhole && t.Id == id) is { } ticket
                && db.ChangeTracker.Entries<CustomerCopy>().Select(e => e.Entity).FirstOrDefault(c => c.Id == ticket.CustomerId) is { } customer ? (ticket, customer) : null;
        }
        finally { db.ChangeTracker.AutoDetectChangesEnabled = detects; }
    }

    /// <summary>Policies, calendars and settings as they stand.</summary>
    public static Task<SlaRules> Rules(this TicketsDb db, CancellationToken ct) => db.GetService<SlaBook>().Read(db, ct);

    /// <summary>Promises and routing for what is only shown: a second old at most.</summary>
    public static ValueTask<(SlaRules Sla, RoutingRules Routing)> AllRulesShown(this TicketsDb db, CancellationToken ct) => db.GetService<SlaBook>().ReadShown(db, ct);

    /// <summary>Who gets what, as it stands.</summary>
    public static Task<RoutingRules> Routing(this TicketsDb db, CancellationToken ct) => db.GetService<SlaBook>().ReadRouting(db, ct);

    /// <summary>What the machine does when, as it stands.</summary>
    public static Task<RuleBook> Book(this TicketsDb db, CancellationToken ct) => db.GetService<SlaBook>().ReadBook(db, ct);

    /// <summary>What a ticket asks of who gets it, after its type or category has become another.</summary>
    public static async Task Ask(this TicketsDb db, Ticket ticket, CancellationToken ct)
    {
        var (routing, customer) = (await db.Routing(ct), await db.Customers.Where(c => c.Id == ticket.CustomerId).Select(c => new { c.Language, c.Region }).SingleAsync(ct));
        ticket.Ask(routing.Of(ticket.Type, ticket.CategoryId, customer.Language, customer.Region));
    }

    /// <summary>What the customers module last told of a customer's level.</summary>
    public static Task<CustomerLevel> LevelOf(this TicketsDb db, long customerId, CancellationToken ct) => db.Customers.Where(c => c.Id == customerId).Select(c => c.Level).SingleAsync(ct);

    /// <summary>News of customers and of routing reach open tickets only: one that is to come back learns first what has changed meanwhile.</summary>
    public static async Task CatchUp(this TicketsDb db, Ticket ticket, SlaRules rules, DateTimeOffset at, CancellationToken ct)
    {
        if (ticket.IsOpen || ticket.Status == TicketStatus.Merged) return;
        ticket.SetLevel(await db.LevelOf(ticket.CustomerId, ct), rules, at);
        await db.Ask(ticket, ct);
    }

    /// <summary>Promises and routing together, for whoever opens a ticket.</summary>
    public static Task<(SlaRules Sla, RoutingRules Routing)> AllRules(this TicketsDb db, CancellationToken ct) => db.GetService<SlaBook>().ReadAll(db, ct);

    /// <summary>Lets every host read the rules again; in force with the transaction around it.</summary>
    public static async Task OutdateRules(this TicketsDb db, CancellationToken ct)
    {
        await db.SlaRevision.ExecuteUpdateAsync(s => s.SetProperty(r => r.Value, r => r.Value + 1), ct);
        db.GetService<SlaBook>().Doubt();
    }

    /// <summary>
    /// Changes tickets by the rules of the moment and saves them together. Where a person was quicker, each is read again
    /// and changed by itself, so that a machine never holds up people nor overwrites them.
    /// </summary>
    public static async Task ChangeTickets(this TicketsDb db, IReadOnlyList<long> ids, Action<Ticket, SlaRules> change, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            db.ChangeTracker.Clear();
            var rules = await db.Rules(ct);
            foreach (var ticket in await db.Tickets.Include(t => t.Clocks).Where(t => ids.Contains(t.Id)).OrderBy(t => t.Id).ToListAsync(ct)) change(ticket, rules);
            try { await db.SaveChangesAsync(ct); return; }
            catch (DbUpdateConcurrencyException) when (ids.Count > 1)
            {
                foreach (var id in ids) await db.ChangeTickets([id], change, ct);
                return;
            }
            catch (DbUpdateConcurrencyException) when (attempt < 5) { /* and again */ }
        }
    }

    sealed record Beginning(long Revision, CustomerCopy? Copy);

    static readonly Compiled<Func<TicketsDb, long, CancellationToken, Task<Beginning>>> Begun = new(() => EF.CompileAsyncQuery((TicketsDb db, long id, CancellationToken ct) =>
        (from r in db.SlaRevision from c in db.Customers.Where(c => c.Id == id).DefaultIfEmpty() select new Beginning(r.Value, c)).Single()));

    /// <summary>Promises and routing for a ticket that is opened; what lists need of its customer is written where it is not there, or no longer so.</summary>
    public static async Task<(SlaRules Sla, RoutingRules Routing)> AllRulesFor(this TicketsDb db, CustomerFacts facts, CancellationToken ct)
    {
        var (revision, copy) = await Begun.For(db)(db, facts.Id, ct);
        if (copy is null || !copy.Says(facts))
        {
            if (copy is not null) db.Entry(copy).State = EntityState.Detached;
            await db.Copy([facts], ct);
        }
        return await db.GetService<SlaBook>().ReadAll(db, revision, ct);
    }

    /// <summary>Writes what lists need of some customers, at once and in one statement. Two may come with the same news; nothing is written that stands there already.</summary>
    public static async Task Copy(this TicketsDb db, IReadOnlyCollection<CustomerFacts> facts, CancellationToken ct)
    {
        // A conflict locks the row even where nothing is to be written, and a lock is a commit to be flushed: most often there is nothing.
        var asked = facts.Select(f => f.Id).ToList();
        var known = await db.Customers.AsNoTracking().Where(c => asked.Contains(c.Id)).ToDictionaryAsync(c => c.Id, ct);
        facts = [.. facts.Where(f => known.GetValueOrDefault(f.Id)?.Says(f) != true)];
        if (facts.Count == 0) return;
        T[] Each<T>(Func<CustomerFacts, T> of) => [.. facts.OrderBy(f => f.Id).Select(of)];
        var (ids, numbers, names, levels, languages, regions, owners, teams, words) = (Each(f => f.Id), Each(f => f.Number), Each(f => f.Name), Each(f => SnakeCase.Of(f.Level.ToString())),
            Each(f => f.Language), Each(f => f.Region), Each(f => f.OwnerId), Each(f => f.TeamId), Each(f => SearchText.Words(f.Number, f.Name)));
        await db.Database.ExecuteSqlAsync($"""
            insert into tickets.customers as c (id, number, name, level, language, region, owner_id, team_id, words)
            select * from unnest({ids}, {numbers}, {names}, {levels}, {languages}, {regions}, {owners}, {teams}, {words})
            on conflict (id) do update set number = excluded.number, name = excluded.name, level = excluded.level, language = excluded.language, region = excluded.region, owner_id = excluded.owner_id, team_id = excluded.team_id, words = excluded.words
            where (c.number, c.name, c.level, c.language, c.region, c.owner_id, c.team_id, c.words) is distinct from (excluded.number, excluded.name, excluded.level, excluded.language, excluded.region, excluded.owner_id, excluded.team_id, excluded.words)
            """, ct);
    }

    /// <summary>English name of a category, as events carry it.</summary>
    public static Task<string?> CategoryName(this TicketsDb db, long? id, CancellationToken ct) =>
        id is null ? Task.FromResult<string?>(null) : db.Categories.Where(c => c.Id == id).Select(c => (string?)c.Name).SingleOrDefaultAsync(ct);

    /// <summary>Waits until nobody else, on whatever host, does this; until the end of the transaction.</summary>
    public static Task Turn(this TicketsDb db, string what, CancellationToken ct) => db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtext({"crm.tickets." + what}))", ct);

    /// <summary>Refuses a cause or a resolution that is none, or is offered no longer. Whether one must be given is the type's to say.</summary>
    public static async Task CheckCodes(this TicketsDb db, long? causeId, long? resolutionId, CancellationToken ct)
    {
        if (causeId is null && resolutionId is null) return;
        var codes = await db.Codes.AsNoTracking().Where(x => x.Active && (x.Id == causeId || x.Id == resolutionId)).ToListAsync(ct);
        if (causeId is not null && !codes.Any(x => x.Id == causeId && x.Kind == CodeKind.Cause)) throw new RuleException("tickets.rule.no_code", "CauseId");
        if (resolutionId is not null && !codes.Any(x => x.Id == resolutionId && x.Kind == CodeKind.Resolution)) throw new RuleException("tickets.rule.no_code", "ResolutionId");
    }
}
