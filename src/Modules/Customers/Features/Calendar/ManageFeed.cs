using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Calendar;

/// <summary>Whether the reader has a calendar link.</summary>
[Needs("customers.read")]
internal static class SeeFeed
{
    public sealed record Query : IRequest<View>;

    public sealed record View(DateTimeOffset? Since, DateTimeOffset? ReadAt);

    public sealed class Handler(CustomersDb db, CurrentUser user) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query query, CancellationToken ct) =>
            await db.CalendarFeeds.Where(f => f.StaffId == user.Id && f.RevokedAt == null).OrderByDescending(f => f.Id).Select(f => new View(f.CreatedAt, f.ReadAt)).FirstOrDefaultAsync(ct) ?? new(null, null);
    }
}

/// <summary>Makes a link to one's calendar, in place of the one before. What comes back is shown once and kept nowhere.</summary>
[Needs("customers.read")]
internal static class MakeFeed
{
    public sealed record Command : IRequest<string>;

    public sealed class Handler(CustomersDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, string>
    {
        public async Task<string> Handle(Command command, CancellationToken ct)
        {
            var (me, now) = (user.Id ?? throw new ForbiddenException("customers.read"), clock.GetUtcNow());
            foreach (var old in await db.CalendarFeeds.Where(f => f.StaffId == me && f.RevokedAt == null).ToListAsync(ct)) old.Revoke(now);
            var secret = CalendarFeed.NewSecret();
            db.CalendarFeeds.Add(new CalendarFeed(me, secret, now));
            await db.SaveChangesAsync(ct);
            return secret;
        }
    }
}

/// <summary>Ends the link: whoever has it gets nothing any more.</summary>
[Needs("customers.read")]
internal static class RevokeFeed
{
    public sealed record Command : IRequest<Unit>;

    public sealed class Handler(CustomersDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            foreach (var feed in await db.CalendarFeeds.Where(f => f.StaffId == user.Id && f.RevokedAt == null).ToListAsync(ct)) feed.Revoke(clock.GetUtcNow());
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }
}
