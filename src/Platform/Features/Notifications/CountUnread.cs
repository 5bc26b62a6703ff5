using Crm.Platform.Data;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Platform.Features.Notifications;

/// <summary>How many notices the reader has not read; at most 100 are counted.</summary>
[OpenToAll("Everybody reads their own notices.")]
internal static class CountUnread
{
    public sealed record Query : IRequest<int>;

    internal sealed class Handler(PlatformDb db, CurrentUser user) : IRequestHandler<Query, int>
    {
        public Task<int> Handle(Query request, CancellationToken cancellationToken) =>
            db.Notifications.Where(n => n.StaffId == user.Id && n.ReadAt == null).CountUpTo(99, cancellationToken);
    }
}
