using System.Globalization;
using Crm.Platform.Users;
using Crm.Staff.Data;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Staff.Features.Roles;

/// <summary>All roles, with how many people hold them.</summary>
[Needs("staff.manage")]
internal static class ListRoles
{
    public sealed record Query : IRequest<IReadOnlyList<Item>>;

    public sealed record Item(long Id, string Name, bool Shipped, int Rights, int Holders);

    internal sealed class Handler(StaffDb db) : IRequestHandler<Query, IReadOnlyList<Item>>
    {
        public async Task<IReadOnlyList<Item>> Handle(Query request, CancellationToken ct)
        {
            var language = Platform.Localization.Texts.LanguageOf(CultureInfo.CurrentUICulture);
            var rows = await db.Roles.OrderBy(r => r.Id).Select(r => new { Role = r, Rights = r.Grants.Count, Holders = db.Members.Count(m => m.DeactivatedAt == null && m.Roles.Any(h => h.RoleId == r.Id)) }).AsNoTracking().ToListAsync(ct);
            return [.. rows.Select(r => new Item(r.Role.Id, r.Role.NameIn(language), r.Role.Code is not null, r.Rights, r.Holders))];
        }
    }
}
