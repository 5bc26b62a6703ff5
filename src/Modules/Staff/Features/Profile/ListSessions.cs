using Crm.Platform.Users;
using Crm.Staff.Data;
using Crm.Staff.Domain;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Staff.Features.Profile;

/// <summary>The browsers the sender is signed in with.</summary>
[OpenToAll("answers about the sender")]
internal static class ListSessions
{
    public sealed record Query : IRequest<IReadOnlyList<Item>>;

    public sealed record Item(Guid Id, DateTimeOffset StartedAt, DateTimeOffset SeenAt, string? Address, string? Browser)
    {
        /// <summary>"Firefox, Windows": what people know their browser by.</summary>
        public string Name => string.Join(", ", new[] { First(("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")), First(("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Mac OS", "macOS"), ("Linux", "Linux")) }.OfType<string>()) is { Length: > 0 } name ? name : Browser ?? "?";

        string? First(params (string Mark, string Name)[] known) => known.FirstOrDefault(k => Browser?.Contains(k.Mark, StringComparison.Ordinal) == true).Name;
    }

    internal sealed class Handler(StaffDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Query, IReadOnlyList<Item>>
    {
        public async Task<IReadOnlyList<Item>> Handle(Query request, CancellationToken ct)
        {
            var oldest = clock.GetUtcNow() - Session.Longest;
            return await db.Sessions.Where(s => s.StaffMemberId == user.Id && s.EndedAt == null && s.StartedAt > oldest).OrderByDescending(s => s.SeenAt)
                .Select(s => new Item(s.Id, s.StartedAt, s.SeenAt, s.Address, s.Browser)).Take(100).ToListAsync(ct);
        }
    }
}
