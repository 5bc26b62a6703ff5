using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Staff.Data;
using FluentValidation;
using MediatR;

namespace Crm.Staff.Features.Profile;

/// <summary>Turns the sender's second factor off.</summary>
[OpenToAll("turns off the sender's own second factor, and asks for the password")]
internal static class TurnOffFactor
{
    public sealed record Command : IRequest
    {
        public string Password { get; init; } = "";
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Password).NotEmpty();
    }

    internal sealed class Handler(StaffDb db, CurrentUser user, Confirmation confirmation) : IRequestHandler<Command>
    {
        public async Task<Unit> Handle(Command request, CancellationToken ct)
        {
            (await confirmation.ByPassword(user, request.Password, nameof(Command.Password), ct)).TurnOffSecondFactor();
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }
}
