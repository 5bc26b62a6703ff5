using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Platform.Data;
using Crm.Platform.Search;
using Microsoft.EntityFrameworkCore;
using NpgsqlTypes;

namespace Crm.Customers.Features.Customers;

/// <summary>
/// Search over the word column, with a bounded cost whatever is typed. What few customers match is collected and sorted;
/// what many match is met soon by walking from the newest; what nobody matches is tried once more by likeness.
/// </summary>
internal static class CustomerSearch
{
    /// <summary>So many matches are collected; beyond that a walk from the newest meets the first page sooner.</summary>
    const int Many = 2000;

    /// <summary>Fewer exact finds than this let names that are merely alike join in.</summary>
    const int Few = 3;

    /// <summary>Names that are alike, at most.</summary>
    const int Alike = 20;

    /// <summary>What was found. <paramref name="Ids"/> is null when it is everybody, or too many to collect: then the filter tells.</summary>
    public sealed record Found(long[]? Ids, string? Walk)
    {
        /// <summary>Narrows customers to what was found.</summary>
        public IQueryable<Customer> Of(IQueryable<Customer> customers)
        {
            if (Ids is { } ids) return customers.Where(c => ids.Contains(c.Id));
            // Stripping keeps the planner from collecting all matches by the index, which is what has to be avoided here.
            return Walk is { } walk ? customers.Where(c => EF.Property<NpgsqlTsVector>(c, CustomerMap.Search).ToStripped().Matches(EF.Functions.ToTsQuery("simple", walk))) : customers;
        }
    }

    /// <summary>Looks for a text in everything the record says: number, names, phones, e-mails, people.</summary>
    public static async Task<Found> Search(this CustomersDb db, string? text, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(text)) return new(null, null);
        if (Words(text) is not { } query) return new([], null);
        // In no order: to sort all matches of a common word is what makes a search slow.
        var ids = await db.Database.SqlQuery<long>($"""select id as "Value" from customers.customers where search @@ to_tsquery('simple', {query}) limit {Many + 1}""").ToArrayAsync(ct);
        if (ids.Length > Many) return new(null, query);
        return ids.Length >= Few || text.Any(char.IsDigit) ? new(ids, null) : new([.. ids.Union(await db.Like(text, ct))], null);
    }

    /// <summary>
    /// The function behind <see cref="Like"/>: names that hold the text and, while these are few, names alike by trigrams. It is a function because only
    /// one can carry its own threshold: the default of 0.3 makes the index bring far more rows than are alike.
    /// </summary>
    public static Task Guard(CustomersDb db, CancellationToken ct) => db.Database.ExecuteSqlRawAsync("""
        create or replace function customers.names_like(wanted text, holding text) returns table (id bigint, likeness real) language sql stable set pg_trgm.similarity_threshold = '0.45' as $$
            with holds as (select c.id from customers.customers c where c.folded_name ~ '[a-z]' and c.folded_name like holding limit 20)
            select x.id, max(x.likeness) from (
                select h.id, 1::real as likeness from holds h
                union all
                (select c.id, similarity(c.folded_name, wanted) from customers.customers c where c.folded_name ~ '[a-z]' and c.folded_name % wanted and (select count(*) from holds) < 20 limit 500)) x
            group by x.id
        $$
        """, ct);

    /// <summary>
    /// Names that are nearly what was typed: for Latin script by trigrams, which also finds the middle of a word; for Chinese by
    /// sharing pairs of characters. The words every firm's name ends with would be shared by all of them, and are left out.
    /// </summary>
    static async Task<IEnumerable<long>> Like(this CustomersDb db, string text, CancellationToken ct)
    {
        var folded = SearchText.Fold(text);
        if (folded.Length < 3) return [];
        var latin = folded.All(c => c < 0x2E80);
        if (latin)
            return await db.Database.SqlQuery<long>($"""select id as "Value" from customers.names_like({folded}, {Platform.Data.Like.Containing(folded)}) order by likeness desc, id desc limit {Alike}""").ToListAsync(ct);
        var pairs = SearchText.Pairs(text).Where(p => !Common.Contains(p)).Distinct().Take(12).ToList();
        if (pairs.Count == 0) return [];
        var any = string.Join(" | ", pairs);
        return await db.Database.SqlQuery<long>($"""
            select id as "Value" from (
              select id, similarity(folded_name, {folded}) as likeness from (select id, folded_name from customers.customers where search @@ to_tsquery('simple', {any}) limit {Many}) sharing) near
            where likeness >= 0.3 order by likeness desc, id desc limit {Alike}
            """).ToListAsync(ct);
    }

    static readonly HashSet<string> Common = ["有限", "限公", "公司", "股份", "份有", "集团", "团有", "科技", "技有", "责任", "任公", "限责"];

    /// <summary>A phone number is one word however it is spaced; a number may come without its zeros.</summary>
    internal static string? Words(string text)
    {
        if (PhoneNumber.TryNormalise(text, out var phone)) return SearchText.Query(phone);
        if (HumanNumber.TryParse(Customer.Prefix, text, out var number) && number < 1_000_000)
        {
            var digits = SearchText.Query(text.Trim());
            var full = SearchText.Query(HumanNumber.Format(Customer.Prefix, number));
            return $"({full}) | ({digits})";
        }
        return SearchText.Query(text);
    }
}
