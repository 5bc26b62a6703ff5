using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Public;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Waves;

/// <summary>Gives an invitation a new link, to be handed over: every earlier one of it dies, and with it what was typed so far in an anonymous wave, sealed under it; elsewhere that stays.</summary>
[Needs("surveys.write")]
internal static class NewLink
{
    public sealed record Command(long WaveId, long Id) : IRequest<Letters.Letter>;

    public sealed class Handler(SurveysDb db, Links links, Contracts.Customers.ICustomerDirectory customers, TimeProvider clock) : IRequestHandler<Command, Letters.Letter>
    {
        public async Task<Letters.Letter> Handle(Command request, CancellationToken cancellationToken)
        {
            var invitation = await db.Invitations.SingleOrDefaultAsync(i => i.Id == request.Id && i.WaveId == request.WaveId, cancellationToken) ?? throw new MissingException("Invitation", request.Id);
            var wave = await db.Waves.AsNoTracking().SingleAsync(w => w.Id == invitation.WaveId, cancellationToken);
            var now = clock.GetUtcNow();
            if (!wave.Takes(now)) throw new RuleException("surveys.enter.closed");
            if (invitation.DeclinedAt is not null) throw new RuleException("surveys.invitation.declined");
            var token = (await links.Signer(cancellationToken)).NewToken();
            invitation.Renew(LinkSigner.HashOf(token), wave, now);
            db.Record("NewLink", "Invitation", invitation.Id);
            await using var transaction = await db.Begin(cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
            await db.InvitationLinks.Where(l => l.InvitationId == invitation.Id).ExecuteDeleteAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            var name = invitation.CustomerId is { } id ? (await customers.NamesOf([id], cancellationToken)).GetValueOrDefault(id) : null;
            return new(name ?? "", links.AddressOf(token, invitation.Language), invitation.UsableUntil(wave));
        }
    }
}
