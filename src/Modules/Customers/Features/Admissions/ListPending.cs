using Crm.Contracts.Customers;
using Crm.Contracts.Staff;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Platform.Data;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Admissions;

/// <summary>Customers waiting to be admitted within the reader's reach, the oldest first; or those rejected.</summary>
[Needs("customers.admit")]
internal static class ListPending
{
    public sealed record Query : IRequest<Slice<Row>>
    {
        public bool Rejected { get; init; }
        public string? After { get; init; }
        public int Limit { get; init; } = 50;
    }

    public sealed record Row(long Id, string Number, string Name, CustomerKind Kind, SourceChannel? Source, string? Owner, DateTimeOffset CreatedAt);

    /// <summary>How many wait, at most one more than <see cref="MostCounted"/>.</summary>
    public sealed record CountQuery : IRequest<int>;

    public const int MostCounted = 99;

    public sealed class Handler(CustomersDb db, IStaffDirectory staff, CurrentUser user) : IRequestHandler<Query, Slice<Row>>
    {
        public async Task<Slice<Row>> Handle(Query query, CancellationToken ct)
        {
            var limit = Math.Clamp(query.Limit, 1, 200);
            var rows = db.Waiting(user, query.Rejected ? Admission.Rejected : Admission.Pending);
            if (Cursor.Read<long?>(query.After) is { } after) rows = rows.Where(c => c.Id > after);
            var found = await rows.OrderBy(c => c.Id).Take(limit + 1).Select(c => new { c.Id, c.Number, c.Name, c.Kind, c.Source, c.OwnerId, c.CreatedAt }).ToListAsync(ct);
            var slice = Cursor.Cut(found, limit, c => (long?)c.Id);
            var people = await staff.Everyone(ct);
            return new([.. slice.Items.Select(c => new Row(c.Id, HumanNumber.Format(Customer.Prefix, c.Number), c.Name, c.Kind, c.Source, c.OwnerId is { } o && people.TryGetValue(o, out var p) ? p.Name : null, c.CreatedAt))], slice.NextCursor);
        }
    }

    public sealed class Counter(CustomersDb db, CurrentUser user) : IRequestHandler<CountQuery, int>
    {
        public Task<int> Handle(CountQuery query, CancellationToken ct) => db.Waiting(user, Admission.Pending).CountUpTo(MostCounted, ct);
    }

    /// <summary>Whose admission the reader may decide.</summary>
    internal static IQueryable<Customer> Waiting(this CustomersDb db, CurrentUser user, Admission admission) => db.Customers.AsNoTracking().Decidable(user).Where(c => c.Admission == admission);
}
