using Crm.Contracts.Staff;
using Crm.Customers.Data;
using Crm.Platform.Localization;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Interactions;

/// <summary>Corrects an interaction.</summary>
[Needs("customers.write")]
internal static class EditInteraction
{
    public sealed record Query(long Id) : IRequest<Command>;

    public sealed record Command : InteractionInput, IRequest<Unit>
    {
        public long Id { get; init; }
        public long CustomerId { get; init; }
        public uint Version { get; init; }
        public List<Guid> Removed { get; init; } = [];
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator(Texts texts, TimeProvider clock) => Include(new InteractionInputRules(texts, clock));
    }

    public sealed class Loader(CustomersDb db, CurrentUser user) : IRequestHandler<Query, Command>
    {
        public async Task<Command> Handle(Query query, CancellationToken ct)
        {
            var i = await db.Interactions.AsNoTracking().FirstOrDefaultAsync(x => x.Id == query.Id, ct) ?? throw new MissingException("Interaction", query.Id);
            await db.MustRead(user, i.CustomerId, ct);
            return new Command
            {
                Id = i.Id, CustomerId = i.CustomerId, Version = i.Version, ContactId = i.ContactId, At = i.At, Type = i.Type, Participants = i.Participants, ResponsibleId = i.ResponsibleId,
                Summary = i.Summary, Need = i.Need, Feedback = i.Feedback, Complaint = i.Complaint, Promise = i.Promise, Outcome = i.Outcome,
            };
        }
    }

    public sealed class Handler(CustomersDb db, IStaffDirectory staff, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            var interaction = await db.Interactions.FirstOrDefaultAsync(x => x.Id == command.Id, ct) ?? throw new MissingException("Interaction", command.Id);
            await db.MustRead(user, interaction.CustomerId, ct);
            db.Expect(interaction, command.Version);
            await command.Check(db, staff, interaction.CustomerId, ct);
            interaction.Take(command.ToFacts(clock.GetUtcNow()) with { At = command.At?.ToUniversalTime() ?? interaction.At });
            interaction.Attach(command.Files, command.Removed ?? []);
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }
}
