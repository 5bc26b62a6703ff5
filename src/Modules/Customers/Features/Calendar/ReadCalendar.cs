using Crm.Contracts.Customers;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Customers.Features.Reviews;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Crm.Customers.Features.Calendar;

/// <summary>What stands in the reader's own calendar: interactions they are responsible for, their to-dos, and when their customers are to be reviewed.</summary>
[Needs("customers.read")]
internal static class ReadCalendar
{
    /// <summary>More than this on the days of a month nobody reads in a calendar.</summary>
    const int Most = 500;

    /// <param name="From">First day, in the reader's zone.</param>
    /// <param name="To">The day after the last.</param>
    public sealed record Query(DateOnly From, DateOnly To) : IRequest<View>;

    public enum EntryKind { Interaction, ToDo, Review }

    /// <param name="At">When, or null for a whole day.</param>
    public sealed record Entry(EntryKind Kind, long Id, DateOnly Day, DateTimeOffset? At, string Title, InteractionType? Type, long CustomerId, string Customer, string Url, bool Done, bool Late);

    /// <param name="Cut">There are more than are shown.</param>
    public sealed record View(IReadOnlyList<Entry> Entries, bool Cut);

    public sealed class Handler(CustomersDb db, ReviewPolicy policy, CurrentUser user, TimeProvider clock) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query query, CancellationToken ct)
        {
            var (now, me) = (clock.GetUtcNow(), user.Id);
            var (begin, end) = (Start(query.From), Start(query.To));
            var readable = db.Customers.AsNoTracking().Within(user.ScopeOf("customers.read")).Where(c => c.MergedIntoId == null);
            var talks = await (from i in db.Interactions.AsNoTracking()
                               where i.ResponsibleId == me && i.At >= begin && i.At < end
                               join c in readable on i.CustomerId equals c.Id
                               orderby i.At, i.Id
                               select new { i.Id, i.At, i.Type, i.Summary, i.Outcome, i.CustomerId, c.Name }).Take(Most + 1).ToListAsync(ct);
            // One's own to-dos are one's own, even when the customer has left one's reach.
            var toDos = await (from t in db.ToDos.AsNoTracking()
                               where t.OwnerId == me && t.DueAt >= begin && t.DueAt < end
                               join c in db.Customers on t.CustomerId equals c.Id
                               orderby t.DueAt, t.Id
                               select new { t.Id, t.DueAt, t.What, t.ClosedAt, t.CustomerId, c.Name }).Take(Most + 1).ToListAsync(ct);
            var months = await policy.Months(ct);
            // A month's end may push a date on by up to three days: looked at a little further back, and then exactly.
            var (first, last) = (begin.AddMonths(-months).AddDays(-3), end.AddMonths(-months));
            var reviews = (await readable.Where(c => c.OwnerId == me && c.ErasedAt == null && c.LastReviewedAt >= first && c.LastReviewedAt < last).OrderBy(c => c.LastReviewedAt).ThenBy(c => c.Id)
                .Select(c => new { c.Id, c.LastReviewedAt, c.Name }).Take(Most + 1).ToListAsync(ct)).Select(c => new { c.Id, c.Name, Due = Customer.ReviewDue(c.LastReviewedAt, months) }).Where(c => c.Due >= begin && c.Due < end).ToList();

            var today = DayOf(now);
            List<Entry> entries =
            [
                .. reviews.Select(r => new Entry(EntryKind.Review, r.Id, DayOf(r.Due), null, "", null, r.Id, r.Name, $"/customers/{r.Id}/review", false, DayOf(r.Due) < today)),
                .. talks.Select(i => new Entry(EntryKind.Interaction, i.Id, DayOf(i.At), i.At, i.Summary ?? "", i.Type, i.CustomerId, i.Name, $"/interactions/{i.Id}", i.Outcome == Outcome.Resolved, false)),
                .. toDos.Select(t => new Entry(EntryKind.ToDo, t.Id, DayOf(t.DueAt), t.DueAt, t.What, null, t.CustomerId, t.Name, $"/todos/{t.Id}/close", t.ClosedAt is not null, t.ClosedAt is null && t.DueAt <= now)),
            ];
            return new([.. entries.OrderBy(e => e.Day).ThenBy(e => e.At is not null).ThenBy(e => e.At).ThenBy(e => e.Id)], Math.Max(talks.Count, Math.Max(toDos.Count, reviews.Count)) > Most);
        }

        DateTimeOffset Start(DateOnly day) => user.Zone.AtStartOfDay(LocalDate.FromDateOnly(day)).ToDateTimeOffset().ToUniversalTime();

        DateOnly DayOf(DateTimeOffset at) => Instant.FromDateTimeOffset(at).InZone(user.Zone).Date.ToDateOnly();
    }
}
