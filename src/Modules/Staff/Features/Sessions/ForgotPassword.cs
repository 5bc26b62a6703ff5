using Crm.Platform.Users;
using Crm.Staff.Data;
using Crm.Staff.Domain;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Staff.Features.Sessions;

/// <summary>Mails a link to choose a new password, if there is such an account. The answer is the same either way.</summary>
[OpenToAll("whoever forgot the password cannot sign in; the mail box is the guard")]
internal static class ForgotPassword
{
    /// <summary>Nobody's mail box is to be flooded.</summary>
    static readonly TimeSpan Pause = TimeSpan.FromMinutes(2);

    public sealed record Command : IRequest
    {
        public string Email { get; init; } = "";
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Email).NotEmpty().MaximumLength(200).EmailAddress();
    }

    internal sealed class Handler(StaffDb db, PasswordMails mails, AddressGuard guard, TimeProvider clock) : IRequestHandler<Command>
    {
        public async Task<Unit> Handle(Command request, CancellationToken ct)
        {
            await guard.Enter(ct);
            var now = clock.GetUtcNow();
            var key = StaffMember.Normalize(request.Email);
            var member = await db.Members.FirstOrDefaultAsync(m => m.NormalizedEmail == key && m.DeactivatedAt == null, ct);
            if (member is null || await db.PasswordLinks.AnyAsync(l => l.StaffMemberId == member.Id && l.CreatedAt > now - Pause, ct)) return Unit.Value;
            mails.Reset(member);
            db.Record("password.reset_asked", nameof(StaffMember), member.Id);
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }
}
