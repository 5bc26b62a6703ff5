using Crm.Contracts.Staff;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Platform.Time;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using MediatR;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Crm.Customers.Features.ToDos;

/// <summary>Open to-dos, soonest first: one's own, or all within reach.</summary>
[Needs("customers.read")]
internal static class ListToDos
{
    /// <summary>Which ones.</summary>
    public enum ToDoView { Mine, Today, Overdue, All, Closed }

    public sealed record Query : IRequest<Slice<Row>>
    {
        public ToDoView View { get; init; }
        public long? CustomerId { get; init; }

        /// <summary>Only those promised in an interaction with this contact.</summary>
        public long? ContactId { get; init; }

        public string? After { get; init; }
        public int Limit { get; init; } = 50;
    }

    public sealed record Row(long Id, string What, long CustomerId, string Customer, long? InteractionId, long? OwnerId, string? Owner, DateTimeOffset DueAt, bool Overdue, DateTimeOffset? ClosedAt, string? Result, bool FromPlan)
    {
        internal static Row Of(ToDo t, string customer, string? owner, DateTimeOffset now) =>
            new(t.Id, t.What, t.CustomerId, customer, t.InteractionId, t.OwnerId, owner, t.DueAt, t.IsOpen && t.DueAt <= now, t.ClosedAt, t.Result, t.FromPlan);
    }

    sealed record Place(DateTimeOffset DueAt, long Id);

    public sealed class Handler(CustomersDb db, IStaffDirectory staff, CurrentUser user, TimeProvider clock) : IRequestHandler<Query, Slice<Row>>
    {
        public async Task<Slice<Row>> Handle(Query query, CancellationToken ct)
        {
            var limit = Math.Clamp(query.Limit, 1, 200);
            var now = clock.GetUtcNow();
            IQueryable<ToDo> rows = db.ToDos;
            // On a customer's page their to-dos are seen by whoever sees the customer; elsewhere the scope is that of the to-do itself.
            if (query.CustomerId is { } customer)
            {
                await db.MustRead(user, customer, ct);
                rows = rows.Where(t => t.CustomerId == customer);
            }
            else rows = rows.Within(user.ScopeOf("customers.read"));
            if (query.CustomerId is null && query.View is ToDoView.Mine or ToDoView.Today or ToDoView.Overdue or ToDoView.Closed) rows = rows.Where(t => t.OwnerId == user.Id);
            if (query.ContactId is { } contact) rows = rows.Where(t => db.Interactions.Any(i => i.Id == t.InteractionId && i.ContactId == contact));
            rows = query.View == ToDoView.Closed ? rows.Where(t => t.ClosedAt != null) : rows.Where(t => t.ClosedAt == null);
            if (query.View == ToDoView.Overdue) rows = rows.Where(t => t.DueAt <= now);
            if (query.View == ToDoView.Today)
            {
                var today = LocalDate.FromDateTime(user.Zone.At(now));
                var (from, to) = (user.Zone.AtStartOfDay(today).ToDateTimeOffset().ToUniversalTime(), user.Zone.AtStartOfDay(today.PlusDays(1)).ToDateTimeOffset().ToUniversalTime());
                rows = rows.Where(t => t.DueAt >= from && t.DueAt < to);
            }
            if (Cursor.Read<Place>(query.After) is { } after) rows = rows.Where(t => t.DueAt > after.DueAt || (t.DueAt == after.DueAt && t.Id > after.Id));
            var found = await rows.OrderBy(t => t.DueAt).ThenBy(t => t.Id).Take(limit + 1).ToListAsync(ct);
            var slice = Cursor.Cut(found, limit, t => new Place(t.DueAt, t.Id));
            var ids = slice.Items.Select(t => t.CustomerId).Distinct().ToList();
            var names = await db.Customers.Where(c => ids.Contains(c.Id)).ToDictionaryAsync(c => c.Id, c => c.Name, ct);
            var people = await staff.Everyone(ct);
            return new([.. slice.Items.Select(t => Row.Of(t, names.GetValueOrDefault(t.CustomerId, ""), t.OwnerId is { } o && people.TryGetValue(o, out var p) ? p.Name : null, now))], slice.NextCursor);
        }
    }
}
