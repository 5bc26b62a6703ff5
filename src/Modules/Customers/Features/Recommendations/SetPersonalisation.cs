using Crm.Customers.Data;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Recommendations;

/// <summary>The customer says whether suggestions may be made from their purchases. Whoever speaks with a customer may note it: to refuse is as easy as to allow.</summary>
[Needs("customers.write")]
internal static class SetPersonalisation
{
    public sealed record Query(long CustomerId) : IRequest<View>;

    public sealed record View(long CustomerId, string Name, bool Personalised, DateTimeOffset? OffAt);

    public sealed record Command : IRequest<Unit>
    {
        public long CustomerId { get; init; }
        public bool Personalised { get; init; }
    }

    internal sealed class Loader(CustomersDb db, CurrentUser user) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query query, CancellationToken ct)
        {
            await db.MustRead(user, query.CustomerId, ct);
            return await db.Customers.Where(c => c.Id == query.CustomerId).Select(c => new View(c.Id, c.Name, c.PersonalisationOffAt == null, c.PersonalisationOffAt)).SingleAsync(ct);
        }
    }

    internal sealed class Handler(CustomersDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            await db.MustRead(user, command.CustomerId, ct);
            (await db.Customers.SingleAsync(c => c.Id == command.CustomerId, ct)).Personalise(command.Personalised, user.Id, clock.GetUtcNow());
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }
}
