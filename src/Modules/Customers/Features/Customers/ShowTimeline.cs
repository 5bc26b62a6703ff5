using Crm.Customers.Data;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Customers;

/// <summary>Everything that happened with a customer, in any module, newest first.</summary>
[Needs("customers.read")]
internal static class ShowTimeline
{
    public const int Size = 25;

    public sealed record Query(long CustomerId, string? Kind = null, DateTimeOffset? Before = null) : IRequest<View>;

    public sealed record View(long CustomerId, string? Kind, IReadOnlyList<string> Kinds, IReadOnlyList<TimelineEntry> Entries, DateTimeOffset? Next);

    public sealed class Handler(CustomersDb db, IEnumerable<ITimelineSource> sources, CurrentUser user) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query query, CancellationToken ct)
        {
            await db.MustRead(user, query.CustomerId, ct);
            var all = sources.ToList();
            var kinds = all.SelectMany(s => s.Kinds).Distinct().Order(StringComparer.Ordinal).ToList();
            var asked = all.Where(s => query.Kind is null || s.Kinds.Contains(query.Kind)).ToList();
            var (entries, next) = await Merge(asked, query, ct);
            return new View(query.CustomerId, query.Kind, kinds, entries, next);
        }

        /// <summary>
        /// A source that filled its answer may hold more at the instant it stopped at. So only what is newer than every
        /// such stop is known to be whole; a page never ends between two entries of the same instant.
        /// </summary>
        static async Task<(IReadOnlyList<TimelineEntry> Entries, DateTimeOffset? Next)> Merge(List<ITimelineSource> sources, Query query, CancellationToken ct)
        {
            var before = query.Before ?? DateTimeOffset.MaxValue.ToUniversalTime();
            for (var limit = Size + 1; ; limit *= 4)
            {
                var entries = new List<TimelineEntry>();
                DateTimeOffset? whole = null;
                foreach (var source in sources)
                {
                    var some = await source.Before(query.CustomerId, before, limit, ct);
                    entries.AddRange(some.Where(e => query.Kind is null || e.Kind == query.Kind));
                    if (some.Count >= limit && (whole is null || some[^1].At > whole)) whole = some[^1].At;
                }
                var known = entries.Where(e => whole is null || e.At > whole).OrderByDescending(e => e.At).ThenByDescending(e => e.Key).ToList();
                if (known.Count == 0 && whole is not null && limit < 5000) continue;
                var page = known.Count <= Size ? known : [.. known.TakeWhile((e, i) => i < Size || e.At == known[Size - 1].At)];
                return (page, page.Count > 0 && (page.Count < known.Count || whole is not null) ? page[^1].At : null);
            }
        }
    }
}
