using Crm.Contracts.Customers;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Waves;

/// <summary>Makes a personal link for one customer, to be handed over by whoever asked for it; nothing is mailed.</summary>
[Needs("surveys.write")]
internal static class InviteCustomer
{
    public sealed record Command : IRequest<View>
    {
        public long SurveyId { get; init; }

        /// <summary>The open wave it belongs to; without it the latest open one of the survey.</summary>
        public long? WaveId { get; init; }

        public long? CustomerId { get; init; }
    }

    /// <param name="Url">The link; shown here once, stored nowhere.</param>
    public sealed record View(long Id, long WaveId, long CustomerId, string Url, DateTimeOffset? ExpiresAt);

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.CustomerId).NotNull();
    }

    public sealed class Handler(SurveysDb db, Inviter inviter, ICustomerDirectory customers, TimeProvider clock) : IRequestHandler<Command, View>
    {
        public async Task<View> Handle(Command request, CancellationToken cancellationToken)
        {
            if (!await db.Surveys.AnyAsync(s => s.Id == request.SurveyId, cancellationToken)) throw new MissingException("Survey", request.SurveyId);
            var now = clock.GetUtcNow();
            var waves = await db.Waves.Where(w => w.SurveyId == request.SurveyId && w.State == WaveState.Open && (request.WaveId == null || w.Id == request.WaveId)).OrderByDescending(w => w.Id).ToListAsync(cancellationToken);
            var wave = waves.FirstOrDefault(w => w.Takes(now)) ?? throw new RuleException("surveys.enter.wave", nameof(Command.WaveId));
            var customer = await customers.Readable(request.CustomerId!.Value, cancellationToken) ?? throw new RuleException("surveys.enter.customer", nameof(Command.CustomerId));
            var version = wave.VersionId ?? await db.Versions.Where(v => v.SurveyId == wave.SurveyId).OrderByDescending(v => v.Number).Select(v => v.Id).FirstAsync(cancellationToken);
            var (invitation, url) = await inviter.Invite(wave, version, null, customer, Recipient.Of(customer, null), cancellationToken, Delivery.ByHand);
            await db.SaveChangesAsync(cancellationToken);
            return new(invitation.Id, wave.Id, customer.Id, url, invitation.UsableUntil(wave));
        }
    }
}
