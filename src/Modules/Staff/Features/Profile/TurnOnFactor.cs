using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Staff.Data;
using Crm.Staff.Domain;
using Crm.Staff.Features.Sessions;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Staff.Features.Profile;

/// <summary>Turns the second factor on with a first code of the app; answers with the recovery codes, which are shown once.</summary>
[OpenToAll("turns on the sender's own second factor")]
internal static class TurnOnFactor
{
    public sealed record Command : IRequest<IReadOnlyList<string>>
    {
        public string Code { get; init; } = "";
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Code).NotEmpty().MaximumLength(10);
    }

    internal sealed class Handler(StaffDb db, CurrentUser user, SecondFactor factor, TimeProvider clock) : IRequestHandler<Command, IReadOnlyList<string>>
    {
        public async Task<IReadOnlyList<string>> Handle(Command request, CancellationToken ct)
        {
            var me = await db.Members.FirstOrDefaultAsync(m => m.Id == user.Id, ct) ?? throw new MissingException("profile");
            if (me.HasSecondFactor || me.AuthenticatorKey is null) throw new RuleException("staff.factor.stale");
            if (!me.TakeCode(factor.KeyOf(me), request.Code, clock.GetUtcNow())) throw new RuleException("staff.code.refused", nameof(Command.Code));
            me.TurnOnSecondFactor(clock.GetUtcNow());
            var codes = RecoveryCode.NewSet();
            me.RecoverWith(codes);
            await db.SaveChangesAsync(ct);
            return codes;
        }
    }
}
