using Crm.Customers.Data;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Merging;

/// <summary>These are two customers. Remembered: no scan brings the pair up again.</summary>
[Needs("customers.merge")]
internal static class DismissDuplicate
{
    public sealed record Command(long Id) : IRequest<Unit>;

    public sealed class Handler(CustomersDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            var mine = db.Customers.Within(user.ScopeOf("customers.merge"));
            var pair = await db.DuplicateCandidates.FirstOrDefaultAsync(d => d.Id == command.Id && mine.Any(c => c.Id == d.LowId) && mine.Any(c => c.Id == d.HighId), ct) ?? throw new MissingException("Pair", command.Id);
            pair.Dismiss(user.Id, clock.GetUtcNow());
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }
}
