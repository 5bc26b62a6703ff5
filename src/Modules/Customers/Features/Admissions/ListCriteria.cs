using Crm.Customers.Data;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Admissions;

/// <summary>The checklist of admission, in its order, for whoever edits it.</summary>
[Needs("customers.settings")]
internal static class ListCriteria
{
    public sealed record Query : IRequest<IReadOnlyList<Row>>;

    public sealed record Row(long Id, string English, string Chinese, bool Required, bool Archived);

    public sealed class Handler(CustomersDb db) : IRequestHandler<Query, IReadOnlyList<Row>>
    {
        public async Task<IReadOnlyList<Row>> Handle(Query query, CancellationToken ct) =>
            await db.Criteria.OrderBy(c => c.Archived).ThenBy(c => c.Position).ThenBy(c => c.Id).Select(c => new Row(c.Id, c.English, c.Chinese, c.Required, c.Archived)).ToListAsync(ct);
    }
}
