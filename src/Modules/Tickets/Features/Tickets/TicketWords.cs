using System.Linq.Expressions;
using Crm.Platform.Data;
using Crm.Platform.Search;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Microsoft.EntityFrameworkCore;
using NpgsqlTypes;

namespace Crm.Tickets.Features.Tickets;

/// <summary>The search index of tickets.</summary>
internal static class TicketWords
{
    /// <summary>Tickets that hold the words, written as for the index (<see cref="SearchText.Query"/>).</summary>
    public static IQueryable<Ticket> WithWords(this IQueryable<Ticket> rows, string words) => WordsInStatement.Mark(rows.Where(t => EF.Property<NpgsqlTsVector>(t, TicketMap.Search).Matches(EF.Functions.ToTsQuery("simple", words))));

    /// <summary>With its letter a number means the ticket that has it; mere digits may as well be those of an order, a device or a telephone.</summary>
    public static bool OnlyNames(string number) => !char.IsAsciiDigit(number.AsSpan().TrimStart()[0]);

    /// <summary>A few tickets that a text may mean: the one that has it as its number, then the newest that hold its words.</summary>
    public static async Task<List<T>> Meant<T>(this TicketsDb db, IQueryable<Ticket> rows, string text, int most, Expression<Func<Ticket, T>> shown, CancellationToken ct)
    {
        var named = HumanNumber.TryParse(Ticket.Prefix, text, out var number) ? await rows.Where(t => t.Number == number).Select(shown).ToListAsync(ct) : [];
        if (SearchText.Query(text) is not { } words || named.Count > 0 && OnlyNames(text)) return named;
        return [.. named, .. await db.Newest(rows.WithWords(words).Where(t => t.Number != number), null, most - named.Count).Select(shown).ToListAsync(ct)];
    }

    /// <summary>
    /// The newest of some tickets found by words, from an id on; or the oldest after it, backwards. The index knows of each ticket also its
    /// block of 8192 ids, and is asked block by block until enough are found: it steps over a block without the words in 30 microseconds,
    /// and never gathers all that hold a common word. A walk from the newest on took 0.2 seconds past 135,000 tickets without the word.
    /// </summary>
    public static IQueryable<Ticket> Newest(this TicketsDb db, IQueryable<Ticket> rows, long? after, int count, bool back = false)
    {
        var first = after / TicketMap.Block;
        // Blocks are read in this order, and no further than is asked for: what is inside depends on the block, so the database has no other way to join them.
        var blocks = back ? db.Database.SqlQuery<long>($"""select b as "Value" from generate_series(coalesce({first}, 0), (select max(id) from tickets.tickets) / {TicketMap.Block}) b""")
            : db.Database.SqlQuery<long>($"""select b as "Value" from generate_series(coalesce({first}, (select max(id) from tickets.tickets) / {TicketMap.Block}), 0, -1) b""");
        if (after is { } place) rows = back ? rows.Where(t => t.Id > place) : rows.Where(t => t.Id < place);
        // Inside by the negative, which no index has: the order of the ids would lead back to the walk. Outside as they come, which EF wants to hear.
        var found = (back ? blocks.SelectMany(b => rows.Where(t => t.Id / TicketMap.Block == b).OrderByDescending(t => -t.Id).Take(count))
            : blocks.SelectMany(b => rows.Where(t => t.Id / TicketMap.Block == b).OrderBy(t => -t.Id).Take(count))).OrderBy(t => 1).Take(count).Select(t => t.Id);
        var page = db.Tickets.AsNoTracking().Where(t => found.Contains(t.Id));
        return back ? page.OrderBy(t => t.Id) : page.OrderByDescending(t => t.Id);
    }
}
