using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Staff.Data;
using Crm.Staff.Domain;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Staff.Features.Sessions;

/// <summary>Sets a password by a mailed link. All sessions end: whoever had the old password is out.</summary>
[OpenToAll("the link's secret is the guard")]
internal static class ResetPassword
{
    public sealed record Command : IRequest
    {
        /// <summary>The secret of the link; an empty field arrives as null.</summary>
        public string? Token { get; init; }
        public string Password { get; init; } = "";
        public string Again { get; init; } = "";
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(Platform.Localization.Texts texts)
        {
            RuleFor(c => c.Token).MaximumLength(200);
            RuleFor(c => c.Password).NotEmpty();
            RuleFor(c => c.Again).Equal(c => c.Password).WithMessage(_ => texts["staff.password.differ"]);
        }
    }

    internal sealed class Handler(StaffDb db, Passwords passwords, TimeProvider clock) : IRequestHandler<Command>
    {
        public async Task<Unit> Handle(Command request, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            var hash = ApiToken.HashOf(request.Token ?? "");
            var link = await db.PasswordLinks.FirstOrDefaultAsync(l => l.Hash == hash && l.UsedAt == null && l.ExpiresAt > now, ct) ?? throw new RuleException("staff.reset.spent");
            var member = await db.Members.FirstOrDefaultAsync(m => m.Id == link.StaffMemberId && m.DeactivatedAt == null, ct) ?? throw new RuleException("staff.reset.spent");
            PasswordRules.Check(request.Password, nameof(Command.Password), member);
            await using var transaction = await db.Begin(ct);
            // All open links of the person are spent with this one; of two at the same moment, one gets a row.
            if (await db.PasswordLinks.Where(l => l.Id == link.Id && l.UsedAt == null).ExecuteUpdateAsync(s => s.SetProperty(l => l.UsedAt, now), ct) == 0) throw new RuleException("staff.reset.spent");
            await db.PasswordLinks.Where(l => l.StaffMemberId == member.Id && l.UsedAt == null).ExecuteUpdateAsync(s => s.SetProperty(l => l.UsedAt, now), ct);
            await db.Sessions.Where(s => s.StaffMemberId == member.Id && s.EndedAt == null).ExecuteUpdateAsync(s => s.SetProperty(x => x.EndedAt, now), ct);
            passwords.Set(member, request.Password);
            db.Record("password.reset", nameof(StaffMember), member.Id);
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            return Unit.Value;
        }
    }
}
