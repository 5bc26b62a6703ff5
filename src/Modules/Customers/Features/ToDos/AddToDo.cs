using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;

namespace Crm.Customers.Features.ToDos;

/// <summary>Promises something to a customer.</summary>
[Needs("customers.write")]
internal static class AddToDo
{
    public sealed record Command : ToDoInput, IRequest<long>
    {
        public long CustomerId { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => Include(new ToDoRules());
    }

    public sealed class Handler(CustomersDb db, ToDoOwners owners, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command command, CancellationToken ct)
        {
            await db.MustRead(user, command.CustomerId, ct);
            var (owner, team) = await owners.Choose(command.OwnerId, nameof(command.OwnerId), ct);
            var toDo = new ToDo(command.CustomerId, command.What!, owner, team, command.DueAt!.Value.ToUniversalTime(), user.Id, clock.GetUtcNow());
            db.ToDos.Add(toDo);
            await db.SaveChangesAsync(ct);
            return toDo.Id;
        }
    }
}
