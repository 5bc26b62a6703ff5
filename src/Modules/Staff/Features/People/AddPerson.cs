using Crm.Platform.Users;
using Crm.Staff.Data;
using Crm.Staff.Domain;
using Crm.Staff.Features.Sessions;
using MediatR;

namespace Crm.Staff.Features.People;

/// <summary>A new colleague, invited by mail to choose a password.</summary>
[Needs("staff.manage")]
internal static class AddPerson
{
    public sealed record Command : PersonFields, IRequest<long>;

    internal sealed class Validator : PersonValidator<Command>;

    internal sealed class Handler(StaffDb db, PasswordMails mails, TimeProvider clock) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command request, CancellationToken ct)
        {
            var member = new StaffMember(request.Name, request.EnglishName, request.Email);
            await db.Apply(member, request, clock.GetUtcNow(), ct);
            await using var transaction = await db.Begin(ct);
            db.Members.Add(member);
            await db.SaveChangesAsync(ct);
            mails.Invite(member);
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            return member.Id;
        }
    }
}
