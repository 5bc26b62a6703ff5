using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Staff.Data;
using Crm.Staff.Domain;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Staff.Features.Sessions;

/// <summary>The second step of signing in: a code of the app, or one of the recovery codes.</summary>
[OpenToAll("whoever signs in is nobody yet; the code is the guard, and the cookie that says the password was right")]
internal static class EnterCode
{
    public sealed record Command : IRequest<Guid>
    {
        /// <summary>From the cookie of the first step; the page fills it in.</summary>
        public long StaffId { get; init; }
        public string Code { get; init; } = "";
        public string? Browser { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Code).NotEmpty().MaximumLength(40);
    }

    internal sealed class Handler(StaffDb db, SecondFactor factor, AddressGuard guard, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Guid>
    {
        public async Task<Guid> Handle(Command request, CancellationToken ct)
        {
            await guard.Enter(ct);
            var now = clock.GetUtcNow();
            await using var transaction = await db.Begin(ct);
            var member = (await db.Members.FromSql($"select m.*, m.xmin from staff.members m where id = {request.StaffId} for update").ToListAsync(ct)).SingleOrDefault();
            Session? session = null;
            if (member is { Active: true, HasSecondFactor: true } && !member.IsLocked(now))
            {
                var recovered = false;
                if (member.TakeCode(factor.KeyOf(member), request.Code, now) || (recovered = member.TakeRecoveryCode(request.Code)))
                {
                    member.Succeed();
                    session = db.StartSession(member, user, request.Browser, now);
                    if (recovered) db.Record("sign_in.recovery_code", nameof(StaffMember), member.Id, new { left = member.RecoveryCodes.Count });
                }
                else member.Fail(now);
            }
            if (session is null) db.Record("sign_in.code_refused", nameof(StaffMember), member?.Id);
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            if (session is not null) await guard.Succeed(ct);
            return session?.Id ?? throw new RuleException("staff.code.refused", nameof(Command.Code));
        }
    }
}
