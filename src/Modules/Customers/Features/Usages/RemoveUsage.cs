using Crm.Customers.Data;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Usages;

/// <summary>Takes away a use that was written down by mistake; the audit trail keeps it.</summary>
[Needs("customers.write")]
internal static class RemoveUsage
{
    public sealed record Command(long Id) : IRequest<long>;

    public sealed class Handler(CustomersDb db, CurrentUser user) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command command, CancellationToken ct)
        {
            var mine = db.Customers.Within(user.ScopeOf("customers.write"));
            var usage = await db.Usages.FirstOrDefaultAsync(u => u.Id == command.Id && mine.Any(c => c.Id == u.CustomerId), ct) ?? throw new MissingException("Usage", command.Id);
            db.Usages.Remove(usage);
            await db.SaveChangesAsync(ct);
            return usage.CustomerId;
        }
    }
}
