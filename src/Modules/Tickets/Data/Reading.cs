using Crm.Contracts.Customers;
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

    /// <summary>The ticket, or the one that goes on in its place when it was merged. What customers say lands there whoever puts it down; else the right must reach that one too.</summary>
    public static async Task<Ticket> FindCurrent(this TicketsDb db, long id, RowScope scope, CancellationToken ct, bool customerSpeaks = false)
    {
        var ticket = await db.Find(id, scope, ct);
        return ticket.MergedIntoId is { } into ? await db.Find(into, customerSpeaks ? RowScope.Everything : scope, ct) : ticket;
    }

    /// <summary>Policies, calendars and settings as they stand.</summary>
    public static Task<SlaRules> Rules(this TicketsDb db, CancellationToken ct) => db.GetService<SlaBook>().Read(db, ct);

    /// <summary>Lets every host read the rules again; in force with the transaction around it.</summary>
    public static Task OutdateRules(this TicketsDb db, CancellationToken ct) => db.SlaRevision.ExecuteUpdateAsync(s => s.SetProperty(r => r.Value, r => r.Value + 1), ct);

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

    /// <summary>Writes what lists need of a customer; leaves with the next save.</summary>
    public static async Task<CustomerCopy> Copy(this TicketsDb db, CustomerFacts facts, CancellationToken ct)
    {
        var copy = await db.Customers.FindAsync([facts.Id], ct);
        if (copy is null)
        {
            // Two tickets of a customer nobody here has heard of yet may be opened at once: both want to write this row.
            await db.Database.ExecuteSqlAsync($"insert into tickets.customers (id, number, name, level, language, words) values ({facts.Id}, {facts.Number}, {facts.Name}, {SnakeCase.Of(facts.Level.ToString())}, {facts.Language}, '') on conflict (id) do nothing", ct);
            copy = (await db.Customers.FindAsync([facts.Id], ct))!;
        }
        return copy.Take(facts);
    }

    /// <summary>The same for many, with one question.</summary>
    public static async Task Copy(this TicketsDb db, IReadOnlyCollection<CustomerFacts> facts, CancellationToken ct)
    {
        var ids = facts.Select(f => f.Id).ToList();
        var known = await db.Customers.Where(c => ids.Contains(c.Id)).ToDictionaryAsync(c => c.Id, ct);
        foreach (var fact in facts)
        {
            if (!known.TryGetValue(fact.Id, out var copy)) db.Customers.Add(copy = new CustomerCopy { Id = fact.Id });
            copy.Take(fact);
        }
    }

    static CustomerCopy Take(this CustomerCopy copy, CustomerFacts facts)
    {
        (copy.Number, copy.Name, copy.Level, copy.Language, copy.OwnerId, copy.TeamId) = (facts.Number, facts.Name, facts.Level, facts.Language, facts.OwnerId, facts.TeamId);
        copy.Words = SearchText.Words(facts.Number, facts.Name);
        return copy;
    }

    /// <summary>English name of a category, as events carry it.</summary>
    public static Task<string?> CategoryName(this TicketsDb db, long? id, CancellationToken ct) =>
        id is null ? Task.FromResult<string?>(null) : db.Categories.Where(c => c.Id == id).Select(c => (string?)c.Name).SingleOrDefaultAsync(ct);

    /// <summary>Waits until nobody else, on whatever host, does this; until the end of the transaction.</summary>
    public static Task Turn(this TicketsDb db, string what, CancellationToken ct) => db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtext({"crm.tickets." + what}))", ct);

    /// <summary>Refuses a cause or a resolution that is none, or is offered no longer.</summary>
    public static async Task CheckCodes(this TicketsDb db, long? causeId, long? resolutionId, CancellationToken ct)
    {
        var codes = await db.Codes.AsNoTracking().Where(x => x.Active && (x.Id == causeId || x.Id == resolutionId)).ToListAsync(ct);
        if (!codes.Any(x => x.Id == causeId && x.Kind == CodeKind.Cause)) throw new RuleException("tickets.rule.no_code", "CauseId");
        if (!codes.Any(x => x.Id == resolutionId && x.Kind == CodeKind.Resolution)) throw new RuleException("tickets.rule.no_code", "ResolutionId");
    }
}
