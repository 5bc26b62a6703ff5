using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Platform.Fields;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Fields;

/// <summary>The fields of one's own, in their order: whoever reads customers may know how they are built.</summary>
[Needs("customers.read")]
internal static class ListFields
{
    public sealed record Query : IRequest<IReadOnlyList<Row>>;

    public sealed record Row(long Id, string Key, FieldKind Kind, string English, string Chinese, bool Required, bool InList, bool Archived, IReadOnlyList<FieldOption> Options, uint Version);

    public sealed class Handler(CustomersDb db) : IRequestHandler<Query, IReadOnlyList<Row>>
    {
        public async Task<IReadOnlyList<Row>> Handle(Query query, CancellationToken ct) =>
            [.. (await db.Fields.AsNoTracking().OrderBy(f => f.Position).ThenBy(f => f.Id).ToListAsync(ct)).Select(f => new Row(f.Id, f.Key, f.Kind, f.English, f.Chinese, f.Required, f.InList, f.Archived, f.Options, f.Version))];
    }
}
