using Crm.Platform.Fields;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;

namespace Crm.Customers.Features.Fields;

/// <summary>The fields in use in the reader's words, for forms and lists.</summary>
[Needs("customers.read")]
internal static class ActiveFields
{
    public sealed record Query : IRequest<IReadOnlyList<ShownField>>;

    public sealed class Handler(CustomFields fields) : IRequestHandler<Query, IReadOnlyList<ShownField>>
    {
        public async Task<IReadOnlyList<ShownField>> Handle(Query query, CancellationToken ct) => (await fields.List(ct)).Forms();
    }
}
