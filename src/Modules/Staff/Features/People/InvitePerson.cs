using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Staff.Data;
using Crm.Staff.Domain;
using Crm.Staff.Features.Sessions;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Staff.Features.People;

/// <summary>Mails a colleague a new link to choose a password, and answers with it for those who cannot be mailed.</summary>
[Needs("staff.manage")]
internal static class InvitePerson
{
    public sealed record Command(long Id) : IRequest<string>;

    internal sealed class Handler(StaffDb db, PasswordMails mails) : IRequestHandler<Command, string>
    {
        public async Task<string> Handle(Command request, CancellationToken ct)
        {
            var member = await db.Members.FirstOrDefaultAsync(m => m.Id == request.Id && m.DeactivatedAt == null, ct) ?? throw new MissingException("staff", request.Id);
            var url = member.PasswordHash is null ? mails.Invite(member) : mails.Reset(member);
            db.Record("password.link_made", nameof(StaffMember), member.Id);
            await db.SaveChangesAsync(ct);
            return url;
        }
    }
}
