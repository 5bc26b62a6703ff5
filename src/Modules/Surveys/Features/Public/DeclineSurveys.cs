using Crm.Platform.Users;
using Crm.Surveys.Data;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Public;

/// <summary>Whoever holds an invitation may say that they want no more of them.</summary>
[OpenToAll("whoever was invited may refuse")]
internal static class DeclineSurveys
{
    /// <summary>Whether it has been said already; null: no such link.</summary>
    public sealed record Query(string Token) : IRequest<bool?>;

    public sealed record Command(string Token) : IRequest<bool>;

    public sealed class Handler(SurveysDb db, Links links, TimeProvider clock) : IRequestHandler<Query, bool?>, IRequestHandler<Command, bool>
    {
        public async Task<bool?> Handle(Query request, CancellationToken cancellationToken) =>
            (await links.Follow(request.Token, cancellationToken))?.Invitation is { CustomerId: not null } invitation ? invitation.DeclinedAt is not null : null;

        public async Task<bool> Handle(Command request, CancellationToken cancellationToken)
        {
            if ((await links.Follow(request.Token, cancellationToken))?.Invitation is not { CustomerId: not null } known) return false;
            (await db.Invitations.SingleAsync(i => i.Id == known.Id, cancellationToken)).Decline(clock.GetUtcNow());
            await db.SaveChangesAsync(cancellationToken);
            return true;
        }
    }
}
