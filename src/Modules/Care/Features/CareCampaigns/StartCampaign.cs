using Crm.Care.Data;
using Crm.Care.Domain;
using Crm.Platform.Jobs;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;

namespace Crm.Care.Features.CareCampaigns;

/// <summary>Begins a campaign, now or at its hour.</summary>
[Needs("care.send")]
internal static class StartCampaign
{
    public sealed record Command(long Id) : IRequest<Unit>;

    public sealed class Handler(CareDb db, CurrentUser user) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            await using var transaction = await db.Begin(cancellationToken);
            var campaign = await db.LockCampaign(command.Id, cancellationToken) ?? throw new MissingException("campaign", command.Id);
            campaign.Start(user.Id, db.Clock.GetUtcNow());
            await db.Sending(campaign, user.Id, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return Unit.Value;
        }
    }

    /// <summary>Saves, and where it is to be sent now, sets the job to work.</summary>
    public static async Task Sending(this CareDb db, CareCampaign campaign, long? by, CancellationToken ct)
    {
        if (campaign.State == CareCampaignState.Sending)
        {
            var job = db.Enqueue<SendCampaign, SendCampaign.Args>(new(campaign.Id), "care.job.send", by);
            await db.SaveChangesAsync(ct);
            campaign.SentBy(job.Id);
        }
        await db.SaveChangesAsync(ct);
    }
}

/// <summary>Stops a campaign for a while: who has not been written to waits.</summary>
[Needs("care.send")]
internal static class PauseCampaign
{
    public sealed record Command(long Id) : IRequest<Unit>;

    public sealed class Handler(CareDb db) : IRequestHandler<Command, Unit>
    {
        public Task<Unit> Handle(Command command, CancellationToken cancellationToken) => db.Turn(command.Id, c => c.Pause(), cancellationToken);
    }
}

/// <summary>Goes on where a campaign was paused.</summary>
[Needs("care.send")]
internal static class ResumeCampaign
{
    public sealed record Command(long Id) : IRequest<Unit>;

    public sealed class Handler(CareDb db, CurrentUser user) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            await using var transaction = await db.Begin(cancellationToken);
            var campaign = await db.LockCampaign(command.Id, cancellationToken) ?? throw new MissingException("campaign", command.Id);
            campaign.Resume();
            await db.Sending(campaign, user.Id, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return Unit.Value;
        }
    }
}

/// <summary>Ends a campaign for good.</summary>
[Needs("care.send")]
internal static class StopCampaign
{
    public sealed record Command(long Id) : IRequest<Unit>;

    public sealed class Handler(CareDb db) : IRequestHandler<Command, Unit>
    {
        public Task<Unit> Handle(Command command, CancellationToken cancellationToken) => db.Turn(command.Id, c => c.Stop(db.Clock.GetUtcNow()), cancellationToken);
    }
}

internal static class Turning
{
    /// <summary>Changes a campaign when the batch that leaves just now has left.</summary>
    public static async Task<Unit> Turn(this CareDb db, long id, Action<CareCampaign> act, CancellationToken ct)
    {
        await using var transaction = await db.Begin(ct);
        act(await db.LockCampaign(id, ct) ?? throw new MissingException("campaign", id));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return Unit.Value;
    }
}
