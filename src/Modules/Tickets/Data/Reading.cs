using Crm.Contracts.Customers;
using Crm.Platform.Data;
using Crm.Platform.Search;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Data;

/// <summary>What several use cases read alike.</summary>
internal static class Reading
{
    /// <summary>A ticket with its clocks, ready for a change, if the right reaches it.</summary>
    public static async Task<Ticket> Find(this TicketsDb db, long id, RowScope scope, CancellationToken ct) =>
        await db.Tickets.Include(t => t.Clocks).Within(scope).SingleOrDefaultAsync(t => t.Id == id, ct) ?? throw new MissingException("Ticket", id);

    /// <summary>Policies and calendars as they stand.</summary>
    public static async Task<SlaRules> Rules(this TicketsDb db, CancellationToken ct)
    {
        var policies = await db.Policies.AsNoTracking().ToListAsync(ct);
        var calendars = await db.Calendars.AsNoTracking().Include(c => c.Days).ToListAsync(ct);
        return new SlaRules(policies, calendars.ToDictionary(c => c.Id, c => c.ToWorkingTime()));
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
}
