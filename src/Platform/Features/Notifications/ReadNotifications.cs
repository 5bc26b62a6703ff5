using Crm.Platform.Data;
using Crm.Platform.Live;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Platform.Features.Notifications;

/// <summary>Marks one of the reader's notices as read, or all, and says where the one leads.</summary>
[OpenToAll("Everybody reads their own notices.")]
internal static class ReadNotifications
{
    public sealed record Command : IRequest<string>
    {
        /// <summary>Null: all.</summary>
        public long? Id { get; init; }
    }

    internal sealed class Handler(PlatformDb db, CurrentUser user, ILive live) : IRequestHandler<Command, string>
    {
        public async Task<string> Handle(Command request, CancellationToken cancellationToken)
        {
            var mine = db.Notifications.Where(n => n.StaffId == user.Id && (request.Id == null || n.Id == request.Id));
            var url = request.Id is null ? "/notifications" : await mine.Select(n => n.Url).FirstOrDefaultAsync(cancellationToken) ?? throw new MissingException("Notification", request.Id);
            var now = db.Clock.GetUtcNow();
            var read = await mine.Where(n => n.ReadAt == null).ExecuteUpdateAsync(n => n.SetProperty(x => x.ReadAt, now), cancellationToken);
            if (read > 0) await live.Publish($"{LiveHub.Bell}:{user.Id}", ct: cancellationToken); // the person's other windows
            return url;
        }
    }
}
