using System.Globalization;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Staff.Data;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Staff.Features.Profile;

/// <summary>The sender: name, roles, teams, rights. The same for the profile page and for programs.</summary>
[OpenToAll("answers about the sender")]
internal static class WhoAmI
{
    public sealed record Query : IRequest<Result>;

    public sealed record Result(long Id, string Name, string Initials, string Email, string Language, string Zone, IReadOnlyList<string> Roles, IReadOnlyList<string> Teams, IReadOnlyDictionary<string, Scope> Permissions, bool Away);

    internal sealed class Handler(StaffDb db, CurrentUser user, Platform.Modules.ModuleList modules) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query request, CancellationToken ct)
        {
            var language = Platform.Localization.Texts.LanguageOf(CultureInfo.CurrentUICulture);
            var me = await db.Members.AsNoTracking().Include(m => m.Roles).Include(m => m.Memberships).AsSplitQuery().FirstOrDefaultAsync(m => m.Id == user.Id, ct) ?? throw new MissingException("profile");
            var roles = (await db.Roles.AsNoTracking().ToListAsync(ct)).ToDictionary(r => r.Id);
            var teams = (await db.Teams.AsNoTracking().ToListAsync(ct)).ToDictionary(t => t.Id);
            return new Result(me.Id, me.NameIn(language), me.InitialsIn(language), me.Email, user.Language, user.Zone.Id,
                [.. me.Roles.Select(r => roles[r.RoleId].NameIn(language)).Order()],
                [.. me.Memberships.OrderBy(m => m.Position).Select(m => teams[m.TeamId].NameIn(language))],
                modules.Permissions.Select(p => p.Name).Distinct().Where(user.Can).ToDictionary(p => p, user.ReachOf), me.AwaySince is not null);
        }
    }
}
