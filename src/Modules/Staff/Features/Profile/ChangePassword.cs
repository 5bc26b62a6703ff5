using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Staff.Data;
using Crm.Staff.Domain;
using Crm.Staff.Features.Sessions;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Staff.Features.Profile;

/// <summary>Changes one's own password; all other sessions end.</summary>
[OpenToAll("changes the sender's own password, and asks for the present one")]
internal static class ChangePassword
{
    public sealed record Command : IRequest
    {
        public string Current { get; init; } = "";
        public string Password { get; init; } = "";
        public string Again { get; init; } = "";
        /// <summary>The session that goes on; the page fills it in.</summary>
        public Guid? SessionId { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(Platform.Localization.Texts texts)
        {
            RuleFor(c => c.Current).NotEmpty();
            RuleFor(c => c.Password).NotEmpty();
            RuleFor(c => c.Again).Equal(c => c.Password).WithMessage(_ => texts["staff.password.differ"]);
        }
    }

    internal sealed class Handler(StaffDb db, CurrentUser user, Confirmation confirmation, Passwords passwords, TimeProvider clock) : IRequestHandler<Command>
    {
        public async Task<Unit> Handle(Command request, CancellationToken ct)
        {
            var me = await confirmation.ByPassword(user, request.Current, nameof(Command.Current), ct);
            PasswordRules.Check(request.Password, nameof(Command.Password), me);
            passwords.Set(me, request.Password);
            await db.EndSessions(me.Id, except: request.SessionId, clock.GetUtcNow(), ct);
            db.Record("password.changed", nameof(StaffMember), me.Id);
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }
}

/// <summary>Asks for the password once more before something that would help a thief of the session.</summary>
internal sealed class Confirmation(StaffDb db, Passwords passwords, TimeProvider clock)
{
    /// <summary>The sender, once the password was right. Wrong ones count towards the lock, and a lock refuses here too.</summary>
    public async Task<StaffMember> ByPassword(CurrentUser user, string password, string field, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var me = await db.Members.FirstOrDefaultAsync(m => m.Id == user.Id, ct) ?? throw new MissingException("profile");
        if (!me.IsLocked(now) && passwords.Check(me, password)) return me;
        if (!me.IsLocked(now)) me.Fail(now);
        await db.SaveChangesAsync(ct);
        throw new RuleException(me.IsLocked(now) ? "staff.password.locked" : "staff.password.wrong", field);
    }
}

internal static class SessionQueries
{
    /// <summary>Ends a person's sessions with the next save.</summary>
    public static async Task EndSessions(this StaffDb db, long staffId, Guid? except, DateTimeOffset now, CancellationToken ct)
    {
        foreach (var session in await db.Sessions.Where(s => s.StaffMemberId == staffId && s.EndedAt == null && s.Id != except).ToListAsync(ct)) session.EndedAt = now;
    }
}
