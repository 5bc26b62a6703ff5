using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Staff.Data;
using Crm.Staff.Domain;
using Crm.Staff.Features.Access;
using Crm.Staff.Features.Sessions;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Staff.Features.Setup;

/// <summary>Creates the first account of an empty installation. With anybody in it, there is no such thing any more.</summary>
[OpenToAll("works only while there is nobody who could be asked")]
internal static class SetUp
{
    public sealed record Command : IRequest<SignIn.Result>
    {
        public string Name { get; init; } = "";
        public string Email { get; init; } = "";
        public string Password { get; init; } = "";
        public string Again { get; init; } = "";
        public string? Browser { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(Platform.Localization.Texts texts)
        {
            RuleFor(c => c.Name).NotEmpty().MaximumLength(100);
            RuleFor(c => c.Email).NotEmpty().MaximumLength(200).EmailAddress();
            RuleFor(c => c.Password).NotEmpty();
            RuleFor(c => c.Again).Equal(c => c.Password).WithMessage(_ => texts["staff.password.differ"]);
        }
    }

    internal sealed class Handler(StaffDb db, Passwords passwords, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, SignIn.Result>
    {
        public async Task<SignIn.Result> Handle(Command request, CancellationToken ct)
        {
            PasswordRules.Check(request.Password, nameof(Command.Password), request.Email, request.Name);
            await using var transaction = await db.Begin(ct);
            await db.Database.ExecuteSqlRawAsync("select pg_advisory_xact_lock(hashtext('staff.setup'))", ct);
            if (await db.Members.AnyAsync(ct)) throw new MissingException("set-up");
            var admin = new StaffMember(request.Name, null, request.Email);
            passwords.Set(admin, request.Password);
            admin.Hold(await db.Roles.Where(r => r.Code == ShippedRoles.Administrator || r.Code == ShippedRoles.FullAccess).Select(r => r.Id).ToListAsync(ct));
            db.Members.Add(admin);
            await db.SaveChangesAsync(ct);
            var session = db.StartSession(admin, user, request.Browser, clock.GetUtcNow());
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            return new SignIn.Result(admin.Id, session.Id);
        }
    }
}
