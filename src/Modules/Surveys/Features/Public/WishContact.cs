using Crm.Platform.Time;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Public;

/// <summary>Takes down that somebody who has answered without a name wishes to be called; once an invitation.</summary>
[OpenToAll("whoever has answered may ask for a call")]
internal static class WishContact
{
    const int MaxWords = 500;

    /// <summary>Whether we know who it is; null: this link offers no call.</summary>
    public sealed record Query(string Token) : IRequest<bool?>;

    public sealed record Command(string Token, string? Words) : IRequest<Unit>;

    public sealed class Handler(SurveysDb db, Links links, InstallationZone zone, TimeProvider clock) : IRequestHandler<Query, bool?>, IRequestHandler<Command, Unit>
    {
        public async Task<bool?> Handle(Query request, CancellationToken cancellationToken) =>
            await Offered(request.Token, cancellationToken) is { } invitation ? invitation.CustomerId is not null : null;

        public async Task<Unit> Handle(Command request, CancellationToken cancellationToken)
        {
            if (await Offered(request.Token, cancellationToken) is not { } known) return Unit.Value;
            var words = request.Words?.Trim();
            if (words?.Length > MaxWords) words = words[..MaxWords];
            await using var transaction = await db.Begin(cancellationToken);
            // The mark on the invitation says that a call was wished for, which is known anyway; not what was answered.
            if (await db.Invitations.Where(i => i.Id == known.Id && !i.WishesContact).ExecuteUpdateAsync(s => s.SetProperty(i => i.WishesContact, true), cancellationToken) == 0) return Unit.Value;
            db.ContactWishes.Add(new ContactWish(known.WaveId, known.CustomerId, known.ContactId, string.IsNullOrEmpty(words) ? null : words, zone.StartOf(zone.DayOf(clock.GetUtcNow()))));
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return Unit.Value;
        }

        async Task<Invitation?> Offered(string token, CancellationToken ct) =>
            await links.Follow(token, ct) is { State: LinkState.Finished, Wave.OffersContact: true, Invitation: { } invitation } ? invitation : null;
    }
}
