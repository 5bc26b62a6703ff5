using System.Globalization;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Staff.Data;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Staff.Features.People;

/// <summary>Everybody, by name, with filters.</summary>
[Needs("staff.manage")]
internal static class ListStaff
{
    const int PageSize = 50;

    public sealed record Query : IRequest<Slice<Item>>
    {
        public string? Q { get; init; }
        public long? Role { get; init; }
        public long? Team { get; init; }
        public StaffState? State { get; init; }
        public string? After { get; init; }
    }

    public sealed record Item(long Id, string Name, string Initials, string Email, IReadOnlyList<string> Roles, IReadOnlyList<string> Teams, StaffState State, bool SecondFactor);

    internal sealed class Handler(StaffDb db, TimeProvider clock) : IRequestHandler<Query, Slice<Item>>
    {
        public async Task<Slice<Item>> Handle(Query request, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            var language = Platform.Localization.Texts.LanguageOf(CultureInfo.CurrentUICulture);
            var rows = db.Members.AsNoTracking();
            if (request.Q is { Length: > 0 } q)
            {
                var like = "%" + q.Trim().Replace("\\", "\\\\").Replace("%", "\\%").Replace("_", "\\_") + "%";
                rows = rows.Where(m => EF.Functions.ILike(m.Name, like) || EF.Functions.ILike(m.EnglishName ?? "", like) || EF.Functions.ILike(m.Email, like));
            }
            if (request.Role is { } role) rows = rows.Where(m => m.Roles.Any(r => r.RoleId == role));
            if (request.Team is { } team) rows = rows.Where(m => m.Memberships.Any(x => x.TeamId == team));
            rows = request.State switch
            {
                StaffState.Active => rows.Where(m => m.DeactivatedAt == null && m.Available),
                StaffState.Away => rows.Where(m => m.DeactivatedAt == null && !m.Available),
                StaffState.Inactive => rows.Where(m => m.DeactivatedAt != null),
                _ => rows,
            };
            if (Cursor.Read<Key>(request.After) is { } after) rows = rows.Where(m => string.Compare(m.Name, after.Name) > 0 || (m.Name == after.Name && m.Id > after.Id));
            var found = await rows.Include(m => m.Roles).Include(m => m.Memberships).AsSplitQuery().OrderBy(m => m.Name).ThenBy(m => m.Id).Take(PageSize + 1).ToListAsync(ct);
            var roles = (await db.Roles.AsNoTracking().ToListAsync(ct)).ToDictionary(r => r.Id, r => r.NameIn(language));
            var teams = (await db.Teams.AsNoTracking().ToListAsync(ct)).ToDictionary(t => t.Id, t => t.NameIn(language));
            var page = Cursor.Cut(found, PageSize, m => new Key(m.Name, m.Id));
            return new([.. page.Items.Select(m => new Item(m.Id, m.NameIn(language), m.InitialsIn(language), m.Email, [.. m.Roles.Select(r => roles[r.RoleId])], [.. m.Memberships.OrderBy(x => x.Position).Select(x => teams[x.TeamId])],
                !m.Active ? StaffState.Inactive : m.Available ? StaffState.Active : StaffState.Away, m.HasSecondFactor))], page.NextCursor);
        }
    }

    sealed record Key(string Name, long Id);
}

/// <summary>Whether a person can be given work.</summary>
internal enum StaffState { Active, Away, Inactive }
