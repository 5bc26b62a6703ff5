using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Staff.Data;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Staff.Features.Profile;

/// <summary>Ends one of the sender's tokens.</summary>
[OpenToAll("revokes the sender's own token")]
internal static class RevokeToken
{
    public sealed record Command(long Id) : IRequest;

    internal sealed class Handler(StaffDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Command>
    {
        public async Task<Unit> Handle(Command request, CancellationToken ct)
        {
            var token = await db.Tokens.FirstOrDefaultAsync(t => t.Id == request.Id && t.StaffMemberId == user.Id, ct) ?? throw new MissingException("token", request.Id);
            token.Revoke(clock.GetUtcNow());
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }
}
