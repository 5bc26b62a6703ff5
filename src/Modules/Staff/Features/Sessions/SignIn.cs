using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Staff.Data;
using Crm.Staff.Domain;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Staff.Features.Sessions;

/// <summary>Checks e-mail and password and starts a session. Every refusal reads the same, so that nobody learns who has an account.</summary>
[OpenToAll("whoever signs in is nobody yet; the password is the guard")]
internal static class SignIn
{
    public sealed record Command : IRequest<Result>
    {
        public string Email { get; init; } = "";
        public string Password { get; init; } = "";
        public bool Remember { get; init; }
        public string? ReturnUrl { get; init; }
        /// <summary>What the browser calls itself; the page fills it in.</summary>
        public string? Browser { get; init; }
    }

    /// <param name="SessionId">Null when a code of the second factor is still to come.</param>
    public sealed record Result(long StaffId, Guid? SessionId);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Email).NotEmpty().MaximumLength(200);
            RuleFor(c => c.Password).NotEmpty().MaximumLength(200);
        }
    }

    internal sealed class Handler(StaffDb db, Passwords passwords, AddressGuard guard, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Result>
    {
        public async Task<Result> Handle(Command request, CancellationToken ct)
        {
            await guard.Enter(ct);
            var now = clock.GetUtcNow();
            // The row is locked, so that a thousand guesses at once are still counted one by one.
            await using var transaction = await db.Begin(ct);
            var key = StaffMember.Normalize(request.Email);
            var member = (await db.Members.FromSql($"select m.*, m.xmin from staff.members m where normalized_email = {key} for update").ToListAsync(ct)).SingleOrDefault();
            var right = passwords.Check(member, request.Password);
            var result = member is { Active: true } && right && !member.IsLocked(now) ? Enter(member, request, now) : Refuse(member, now);
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            if (result is not null) await guard.Succeed(ct);
            return result ?? throw new RuleException("staff.sign_in.refused");
        }

        Result Enter(StaffMember member, Command request, DateTimeOffset now)
        {
            // Tries go on being counted until the code is right too, or a known password would buy endless guesses at the code.
            if (member.HasSecondFactor) return new Result(member.Id, null);
            member.Succeed();
            return new Result(member.Id, db.StartSession(member, user, request.Browser, now).Id);
        }

        Result? Refuse(StaffMember? member, DateTimeOffset now)
        {
            if (member is { Active: true } && !member.IsLocked(now)) member.Fail(now);
            db.Record("sign_in.refused", nameof(StaffMember), member?.Id);
            return null;
        }
    }

    /// <summary>Adds the session and the line in the audit trail.</summary>
    internal static Session StartSession(this StaffDb db, StaffMember member, CurrentUser user, string? browser, DateTimeOffset now)
    {
        var session = Session.Start(member.Id, user.From, browser, now);
        db.Sessions.Add(session);
        db.Record("sign_in", nameof(StaffMember), member.Id);
        return session;
    }
}
