using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Staff.Data;
using Crm.Staff.Domain;
using FluentValidation;
using MediatR;

namespace Crm.Staff.Features.Profile;

/// <summary>Makes new recovery codes; the old ones are worth nothing from then on.</summary>
[OpenToAll("makes the sender's own recovery codes, and asks for the password")]
internal static class RenewRecoveryCodes
{
    public sealed record Command : IRequest<IReadOnlyList<string>>
    {
        public string Password { get; init; } = "";
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Password).NotEmpty();
    }

    internal sealed class Handler(StaffDb db, CurrentUser user, Confirmation confirmation) : IRequestHandler<Command, IReadOnlyList<string>>
    {
        public async Task<IReadOnlyList<string>> Handle(Command request, CancellationToken ct)
        {
            var me = await confirmation.ByPassword(user, request.Password, nameof(Command.Password), ct);
            if (!me.HasSecondFactor) throw new RuleException("staff.factor.stale");
            var codes = RecoveryCode.NewSet();
            me.RecoverWith(codes);
            db.Record("recovery_codes.renewed", nameof(StaffMember), me.Id);
            await db.SaveChangesAsync(ct);
            return codes;
        }
    }
}
