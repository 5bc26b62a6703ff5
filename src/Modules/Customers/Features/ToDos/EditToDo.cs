using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.ToDos;

/// <summary>Puts off, hands over or rewords an open to-do.</summary>
[Needs("customers.write")]
internal static class EditToDo
{
    public sealed record Query(long Id) : IRequest<Command>;

    public sealed record Command : ToDoInput, IRequest<Unit>
    {
        public long Id { get; init; }
        public long CustomerId { get; init; }
        public uint Version { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => Include(new ToDoRules());
    }

    public sealed class Loader(CustomersDb db, CurrentUser user) : IRequestHandler<Query, Command>
    {
        public async Task<Command> Handle(Query query, CancellationToken ct)
        {
            var t = await db.MyToDos(user).AsNoTracking().FirstOrDefaultAsync(t => t.Id == query.Id, ct) ?? throw new MissingException("ToDo", query.Id);
            return new Command { Id = t.Id, CustomerId = t.CustomerId, Version = t.Version, What = t.What, OwnerId = t.OwnerId, DueAt = t.DueAt };
        }
    }

    public sealed class Handler(CustomersDb db, ToDoOwners owners, CurrentUser user) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            var toDo = await db.MyToDos(user).FirstOrDefaultAsync(t => t.Id == command.Id, ct) ?? throw new MissingException("ToDo", command.Id);
            if (!toDo.IsOpen) throw new RuleException("customers.todo.closed");
            db.Expect(toDo, command.Version);
            if (toDo.FromPlan && command.OwnerId != toDo.OwnerId) throw new RuleException("customers.plan.todo.owner", nameof(command.OwnerId));
            // Whose it is stays as it is unless somebody else is named: the one who had it may have left meanwhile.
            var (owner, team) = command.OwnerId == toDo.OwnerId ? (toDo.OwnerId, toDo.TeamId) : await owners.Choose(command.OwnerId, nameof(command.OwnerId), ct);
            toDo.Change(command.What!, owner, team, command.DueAt!.Value.ToUniversalTime());
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }

    /// <summary>The to-dos that the reader may change: one's own, and those within one's reach.</summary>
    internal static IQueryable<ToDo> MyToDos(this CustomersDb db, CurrentUser user)
    {
        var (me, scoped) = (user.Id, db.ToDos.Within(user.ScopeOf("customers.write")).Select(t => t.Id));
        return db.ToDos.Where(t => t.OwnerId == me || scoped.Contains(t.Id));
    }
}
