using Crm.Contracts.Staff;
using Crm.Customers.Data;
using Crm.Customers.Domain.Privacy;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Privacy;

/// <summary>Who looked at what was masked, and who waits for a yes; newest first.</summary>
[Needs("privacy.approve")]
internal static class ListReveals
{
    public sealed record Query(bool OnlyOpen = false, string? After = null) : IRequest<Slice<Row>>;

    public sealed record Row(long Id, long CustomerId, string Customer, string Asker, RevealKind Kind, RevealState State, string Reason, DateTimeOffset AskedAt, DateTimeOffset? Until, string? DecidedBy);

    public sealed class Handler(CustomersDb db, IStaffDirectory staff) : IRequestHandler<Query, Slice<Row>>
    {
        const int Size = 50;

        public async Task<Slice<Row>> Handle(Query query, CancellationToken ct)
        {
            var before = Cursor.Read<long?>(query.After) ?? long.MaxValue;
            var reveals = db.Reveals.AsNoTracking().Where(r => r.Id < before);
            if (query.OnlyOpen) reveals = reveals.Where(r => r.State == RevealState.Requested);
            var rows = await (from r in reveals join c in db.Customers on r.CustomerId equals c.Id orderby r.Id descending select new { Reveal = r, c.Name }).Take(Size + 1).ToListAsync(ct);
            var people = await staff.Everyone(ct);
            string? NameOf(long? id) => id is { } i && people.TryGetValue(i, out var p) ? p.Name : null;
            return Cursor.Cut([.. rows.Select(x => new Row(x.Reveal.Id, x.Reveal.CustomerId, x.Name, NameOf(x.Reveal.StaffId) ?? "", x.Reveal.Kind, x.Reveal.State, x.Reveal.Reason, x.Reveal.AskedAt, x.Reveal.Until, NameOf(x.Reveal.DecidedById)))], Size, r => r.Id);
        }
    }
}
