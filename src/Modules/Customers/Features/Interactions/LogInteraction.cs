using Crm.Contracts.Staff;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Customers.Features.Plans;
using Crm.Customers.Features.ToDos;
using Crm.Platform.Localization;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;

namespace Crm.Customers.Features.Interactions;

/// <summary>Writes down a contact with the customer, and what has to be done after it.</summary>
[Needs("customers.write")]
internal static class LogInteraction
{
    public sealed record Command : InteractionInput, IRequest<long>
    {
        public long CustomerId { get; init; }
        public List<ToDoInput> ToDos { get; init; } = [];
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator(Texts texts, TimeProvider clock)
        {
            Include(new InteractionInputRules(texts, clock));
            RuleFor(c => c.CustomerId).GreaterThan(0);
            RuleFor(c => c.ToDos).Must(t => t is null || t.Count <= 20);
            RuleForEach(c => c.ToDos).SetValidator(new ToDoRules());
        }
    }

    public sealed class Handler(CustomersDb db, IStaffDirectory staff, ToDoOwners owners, ContactPlans plans, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command command, CancellationToken ct)
        {
            await db.MustRead(user, command.CustomerId, ct);
            await command.Check(db, staff, command.CustomerId, ct);
            var now = clock.GetUtcNow();
            var facts = command.ToFacts(now);
            var interaction = Interaction.Log(command.CustomerId, facts with { ResponsibleId = facts.ResponsibleId ?? user.Id }, user.Id, now);
            interaction.Attach(command.Files, []);
            for (var i = 0; i < (command.ToDos?.Count ?? 0); i++)
            {
                var typed = command.ToDos![i];
                var (owner, team) = await owners.Choose(typed.OwnerId, $"ToDos[{i}].OwnerId", ct);
                interaction.Promises(new ToDo(command.CustomerId, typed.What!, owner, team, typed.DueAt!.Value.ToUniversalTime(), user.Id, now));
            }
            db.Interactions.Add(interaction);
            await using var transaction = await db.Begin(ct);
            await db.SaveChangesAsync(ct);
            await plans.Keep([command.CustomerId], ct);
            await transaction.CommitAsync(ct);
            return interaction.Id;
        }
    }
}
