using Crm.Platform.Users;
using Crm.Staff.Data;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Staff.Features.Profile;

/// <summary>The sender's API tokens that have not been revoked.</summary>
[OpenToAll("answers about the sender")]
internal static class ListTokens
{
    public sealed record Query : IRequest<IReadOnlyList<Item>>;

    public sealed record Item(long Id, string Name, string Hint, IReadOnlyList<string>? Permissions, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? UsedAt, bool Expired);

    internal sealed class Handler(StaffDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Query, IReadOnlyList<Item>>
    {
        public async Task<IReadOnlyList<Item>> Handle(Query request, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            return await db.Tokens.Where(t => t.StaffMemberId == user.Id && t.RevokedAt == null).OrderByDescending(t => t.Id).Take(200)
                .Select(t => new Item(t.Id, t.Name, t.Hint, t.Permissions, t.CreatedAt, t.ExpiresAt, t.UsedAt, t.ExpiresAt <= now)).ToListAsync(ct);
        }
    }
}
