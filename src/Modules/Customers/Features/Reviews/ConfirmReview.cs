using Crm.Customers.Data;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Reviews;

/// <summary>Somebody has looked at the record and it is still right.</summary>
[Needs("customers.write")]
internal static class ConfirmReview
{
    public sealed record Command(long Id) : IRequest<Unit>;

    public sealed class Handler(CustomersDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            var customer = await db.Customers.Within(user.ScopeOf("customers.write")).FirstOrDefaultAsync(c => c.Id == command.Id && c.MergedIntoId == null, ct) ?? throw new MissingException("Customer", command.Id);
            customer.Reviewed(user.Id, clock.GetUtcNow());
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }
}
