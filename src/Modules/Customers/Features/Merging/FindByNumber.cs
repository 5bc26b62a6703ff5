using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Platform.Data;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Merging;

/// <summary>The customer a person means by "C000042"; a bare number is an id first, as links carry it.</summary>
[Needs("customers.merge")]
internal static class FindByNumber
{
    public sealed record Query(string Text) : IRequest<long?>;

    public sealed class Handler(CustomersDb db, CurrentUser user) : IRequestHandler<Query, long?>
    {
        public async Task<long?> Handle(Query query, CancellationToken ct)
        {
            if (!HumanNumber.TryParse(Customer.Prefix, query.Text, out var number)) return null;
            var bare = char.IsAsciiDigit(query.Text.Trim()[0]);
            var mine = db.Customers.Within(user.ScopeOf("customers.merge")).Where(c => c.MergedIntoId == null);
            return await mine.Where(c => bare ? c.Id == number : c.Number == number).Select(c => (long?)c.Id).FirstOrDefaultAsync(ct);
        }
    }
}
