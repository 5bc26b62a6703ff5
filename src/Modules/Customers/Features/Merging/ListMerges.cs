using Crm.Contracts.Staff;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Platform.Data;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Merging;

/// <summary>Merges, newest first: which record became part of which, by whom, and whether it can still be undone.</summary>
[Needs("customers.merge")]
internal static class ListMerges
{
    public sealed record Query(long? CustomerId = null, string? After = null, int Limit = 50) : IRequest<Slice<Row>>;

    public sealed record Row(long Id, long FromId, string FromNumber, string FromName, long IntoId, string IntoNumber, string IntoName, string? By, DateTimeOffset At, DateTimeOffset UndoUntil, DateTimeOffset? UndoneAt, string? UndoneBy, bool MayUndo);

    public sealed class Handler(CustomersDb db, IStaffDirectory staff, CurrentUser user, TimeProvider clock) : IRequestHandler<Query, Slice<Row>>
    {
        public async Task<Slice<Row>> Handle(Query query, CancellationToken ct)
        {
            var merges = db.Merges.AsNoTracking();
            if (query.CustomerId is { } customer) merges = merges.Where(m => m.IntoId == customer || m.FromId == customer);
            if (Cursor.Read<long>(query.After) is > 0 and var after) merges = merges.Where(m => m.Id < after);
            var rows = await merges.Join(db.Customers.Within(user.ScopeOf("customers.read")), m => m.IntoId, c => c.Id, (m, c) => new { m, Into = c })
                .Join(db.Customers, x => x.m.FromId, c => c.Id, (x, c) => new { Merge = x.m, x.Into, From = c })
                .OrderByDescending(x => x.Merge.Id).Take(query.Limit + 1)
                .Select(x => new { x.Merge, FromNumber = x.From.Number, FromName = x.From.Name, IntoNumber = x.Into.Number, IntoName = x.Into.Name, x.Into.OwnerId, x.Into.TeamId, Merged = x.Into.MergedIntoId != null }).ToListAsync(ct);
            var people = await staff.Everyone(ct);
            string? NameOf(long? id) => id is { } i && people.TryGetValue(i, out var person) ? person.Name : null;
            var (write, merge, now) = (user.ScopeOf("customers.write"), user.ScopeOf("customers.merge"), clock.GetUtcNow());
            var page = Cursor.Cut(rows, query.Limit, x => x.Merge.Id);
            return new([.. page.Items.Select(x => new Row(x.Merge.Id, x.Merge.FromId, HumanNumber.Format(Customer.Prefix, x.FromNumber), x.FromName, x.Merge.IntoId, HumanNumber.Format(Customer.Prefix, x.IntoNumber), x.IntoName,
                NameOf(x.Merge.ById), x.Merge.At, x.Merge.UndoUntil, x.Merge.UndoneAt, NameOf(x.Merge.UndoneById),
                x.Merge.CanBeUndone(now) && !x.Merged && write.Covers(x.OwnerId, x.TeamId) && merge.Covers(x.OwnerId, x.TeamId)))], page.NextCursor);
        }
    }
}
