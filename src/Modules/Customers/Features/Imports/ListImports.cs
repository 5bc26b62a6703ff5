using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Imports;

/// <summary>One's own latest imports.</summary>
[Needs("customers.import")]
internal static class ListImports
{
    public sealed record Query : IRequest<IReadOnlyList<Row>>;

    public sealed record Row(long Id, ImportKind Kind, string FileName, int Rows, ImportState State, DateTimeOffset At);

    public sealed class Handler(CustomersDb db, CurrentUser user) : IRequestHandler<Query, IReadOnlyList<Row>>
    {
        public async Task<IReadOnlyList<Row>> Handle(Query query, CancellationToken ct) =>
            await db.Imports.Where(i => i.ById == user.Id).OrderByDescending(i => i.Id).Take(20).Select(i => new Row(i.Id, i.Kind, i.FileName, i.Rows, i.State, i.At)).ToListAsync(ct);
    }
}
