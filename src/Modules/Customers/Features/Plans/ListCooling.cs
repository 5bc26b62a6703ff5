using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Platform.Data;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Plans;

/// <summary>Customers whose planned contact with the reader is overdue, the longest first.</summary>
[Needs("customers.read")]
internal static class ListCooling
{
    public sealed record Query : IRequest<Slice<Row>>
    {
        public string? After { get; init; }
        public int Limit { get; init; } = 50;
    }

    public sealed record Row(long ToDoId, long CustomerId, string Number, string Name, DateTimeOffset DueAt, int DaysOverdue);

    sealed record Place(DateTimeOffset DueAt, long Id);

    public sealed class Handler(CustomersDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Query, Slice<Row>>
    {
        public async Task<Slice<Row>> Handle(Query query, CancellationToken ct)
        {
            var (limit, now, me) = (Math.Clamp(query.Limit, 1, 200), clock.GetUtcNow(), user.Id);
            var rows = db.ToDos.Where(t => t.OwnerId == me && t.PlannedFrom != null && t.ClosedAt == null && t.DueAt <= now);
            if (Cursor.Read<Place>(query.After) is { } after) rows = rows.Where(t => t.DueAt > after.DueAt || (t.DueAt == after.DueAt && t.Id > after.Id));
            var found = await (from t in rows join c in db.Customers on t.CustomerId equals c.Id orderby t.DueAt, t.Id select new { t.Id, t.CustomerId, c.Number, c.Name, t.DueAt }).Take(limit + 1).ToListAsync(ct);
            var slice = Cursor.Cut(found, limit, t => new Place(t.DueAt, t.Id));
            return new([.. slice.Items.Select(t => new Row(t.Id, t.CustomerId, HumanNumber.Format(Customer.Prefix, t.Number), t.Name, t.DueAt, (int)(now - t.DueAt).TotalDays))], slice.NextCursor);
        }
    }
}
