using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;

namespace Crm.Customers.Features.Notes;

/// <summary>Writes a remark about a customer.</summary>
[Needs("customers.write")]
internal static class AddNote
{
    public sealed record Command : IRequest<long>
    {
        public long CustomerId { get; init; }
        public string Text { get; init; } = "";
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Text).NotEmpty().MaximumLength(10_000);
    }

    public sealed class Handler(CustomersDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command command, CancellationToken ct)
        {
            await db.MustRead(user, command.CustomerId, ct);
            var note = new Note(command.CustomerId, command.Text, user.Id, clock.GetUtcNow());
            db.Notes.Add(note);
            await db.SaveChangesAsync(ct);
            return note.Id;
        }
    }
}
