using Crm.Customers.Data;
using Crm.Customers.Features.Rules;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.AutoTags;

/// <summary>The automatic tags of the installation, with their rules in words and how many wear each.</summary>
[Needs("customers.settings")]
internal static class ListAutoTags
{
    public sealed record Query : IRequest<IReadOnlyList<Row>>;

    public sealed record Row(long Id, string Name, string Color, bool Off, string Rule, long Holders);

    public sealed class Handler(CustomersDb db, RuleWords words, CurrentUser user) : IRequestHandler<Query, IReadOnlyList<Row>>
    {
        public async Task<IReadOnlyList<Row>> Handle(Query query, CancellationToken ct)
        {
            var tags = await db.AutoTags.AsNoTracking().OrderBy(t => t.Id).ToListAsync(ct);
            // A figure of the whole installation, without a way to the customers behind it.
            var holders = await db.TagHolders.GroupBy(h => h.TagId).Select(g => new { g.Key, Count = g.LongCount() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);
            var rows = new List<Row>();
            foreach (var tag in tags) rows.Add(new Row(tag.Id, tag.In(user.Language), tag.Color, tag.Off, await words.Say(tag.Rule, ct), holders.GetValueOrDefault(tag.Id)));
            return rows;
        }
    }
}

/// <summary>The automatic tags one may filter by.</summary>
[Needs("customers.read")]
internal static class ChooseAutoTags
{
    public sealed record Query : IRequest<IReadOnlyList<Row>>;

    public sealed record Row(long Id, string Name);

    public sealed class Handler(CustomersDb db, CurrentUser user) : IRequestHandler<Query, IReadOnlyList<Row>>
    {
        public async Task<IReadOnlyList<Row>> Handle(Query query, CancellationToken ct) =>
            [.. (await db.AutoTags.AsNoTracking().Where(t => !t.Off).OrderBy(t => t.Id).ToListAsync(ct)).Select(t => new Row(t.Id, t.In(user.Language)))];
    }
}

/// <summary>The automatic tags of one customer, each with its reasons.</summary>
[Needs("customers.read")]
internal static class ExplainTags
{
    public sealed record Query(long CustomerId) : IRequest<View>;

    /// <param name="Refused">The customer does not want to be profiled: no tag may be put on.</param>
    public sealed record View(bool Refused, IReadOnlyList<Row> Rows);

    public sealed record Row(string Name, string Color, DateTimeOffset Since, IReadOnlyList<string> Why);

    public sealed class Handler(CustomersDb db, RuleWords words, CurrentUser user) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query query, CancellationToken ct)
        {
            await db.MustRead(user, query.CustomerId, ct);
            var worn = await db.TagHolders.Where(h => h.CustomerId == query.CustomerId).Join(db.AutoTags, h => h.TagId, t => t.Id, (h, t) => new { t, h.Since }).OrderBy(x => x.t.Id).ToListAsync(ct);
            if (await db.Facts.AsNoTracking().FirstOrDefaultAsync(f => f.CustomerId == query.CustomerId, ct) is not { } facts) return new(false, []);
            var rows = new List<Row>();
            foreach (var x in worn) rows.Add(new Row(x.t.In(user.Language), x.t.Color, x.Since, await words.Why(x.t.Rule, facts, ct)));
            return new(!facts.Profiled, rows);
        }
    }
}
