using Crm.Customers.Data;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.ToDos;

/// <summary>Closes a to-do with what came of it: its owner, or whoever is responsible for the team's.</summary>
[Needs("customers.write")]
internal static class CloseToDo
{
    public sealed record Query(long Id) : IRequest<View>;

    public sealed record View(long Id, string What, long CustomerId, string Customer, long? InteractionId, long? OwnerId, DateTimeOffset DueAt, bool IsOpen, DateTimeOffset? ClosedAt, string? Result, uint Version);

    public sealed record Command : IRequest<Unit>
    {
        public long Id { get; init; }
        public string Result { get; init; } = "";
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Result).NotEmpty().MaximumLength(4000);
    }

    public sealed class Loader(CustomersDb db, CurrentUser user) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query query, CancellationToken ct)
        {
            var t = await db.MyToDos(user).AsNoTracking().FirstOrDefaultAsync(t => t.Id == query.Id, ct) ?? throw new MissingException("ToDo", query.Id);
            var customer = await db.Customers.Where(c => c.Id == t.CustomerId).Select(c => c.Name).SingleAsync(ct);
            return new View(t.Id, t.What, t.CustomerId, customer, t.InteractionId, t.OwnerId, t.DueAt, t.IsOpen, t.ClosedAt, t.Result, t.Version);
        }
    }

    public sealed class Handler(CustomersDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            var toDo = await db.MyToDos(user).FirstOrDefaultAsync(t => t.Id == command.Id, ct) ?? throw new MissingException("ToDo", command.Id);
            toDo.Close(command.Result, user.Id, clock.GetUtcNow());
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }
}
