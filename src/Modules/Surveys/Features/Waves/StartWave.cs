using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Waves;

/// <summary>Freezes the questionnaire for the wave and begins: a public link answers at once, invitations go out in the background.</summary>
[Needs("surveys.write")]
internal static class StartWave
{
    public sealed record Command(long Id) : IRequest<Unit>;

    public sealed class Handler(SurveysDb db, WaveStarter starter, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command request, CancellationToken cancellationToken)
        {
            var wave = await db.Waves.SingleOrDefaultAsync(w => w.Id == request.Id, cancellationToken) ?? throw new MissingException("Wave", request.Id);
            await using var transaction = await db.Begin(cancellationToken);
            await starter.Begin(wave, user.Id, clock.GetUtcNow(), cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return Unit.Value;
        }
    }
}

/// <summary>Ends a wave: its links say so politely.</summary>
[Needs("surveys.write")]
internal static class CloseWave
{
    public sealed record Command(long Id) : IRequest<Unit>;

    public sealed class Handler(SurveysDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command request, CancellationToken cancellationToken)
        {
            var wave = await db.Waves.SingleOrDefaultAsync(w => w.Id == request.Id, cancellationToken) ?? throw new MissingException("Wave", request.Id);
            wave.Close(user.Id, clock.GetUtcNow());
            await db.SaveChangesAsync(cancellationToken);
            return Unit.Value;
        }
    }
}

/// <summary>Opens a closed wave again, within its window.</summary>
[Needs("surveys.write")]
internal static class ReopenWave
{
    public sealed record Command(long Id) : IRequest<Unit>;

    public sealed class Handler(SurveysDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command request, CancellationToken cancellationToken)
        {
            var wave = await db.Waves.SingleOrDefaultAsync(w => w.Id == request.Id, cancellationToken) ?? throw new MissingException("Wave", request.Id);
            wave.Reopen(user.Id, clock.GetUtcNow());
            await db.SaveChangesAsync(cancellationToken);
            return Unit.Value;
        }
    }
}

/// <summary>Withdraws one invitation.</summary>
[Needs("surveys.write")]
internal static class RevokeInvitation
{
    public sealed record Command(long WaveId, long Id) : IRequest<Unit>;

    public sealed class Handler(SurveysDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command request, CancellationToken cancellationToken)
        {
            var invitation = await db.Invitations.SingleOrDefaultAsync(i => i.Id == request.Id && i.WaveId == request.WaveId, cancellationToken) ?? throw new MissingException("Invitation", request.Id);
            invitation.Revoke(user.Id, clock.GetUtcNow());
            db.Record("RevokeInvitation", "Invitation", invitation.Id);
            await db.SaveChangesAsync(cancellationToken);
            return Unit.Value;
        }
    }
}
