using Crm.Platform.Modules;
using Crm.Staff.Data;
using Crm.Staff.Domain;
using Crm.Staff.Features.Access;
using Microsoft.EntityFrameworkCore;

namespace Crm.Staff.Features.Setup;

/// <summary>Ships the roles, and gives each permission that is new to the installation to the roles it is meant for: once, so that what administrators take away stays away.</summary>
internal sealed class SeedRoles(StaffDb db, ModuleList modules)
{
    public async Task Run(CancellationToken ct)
    {
        await using var transaction = await db.Begin(ct);
        await db.Database.ExecuteSqlRawAsync("select pg_advisory_xact_lock(hashtext('staff.seed'))", ct); // two hosts may start at once
        var known = await db.SeededPermissions.Select(p => p.Name).ToListAsync(ct);
        if (known.Count == 0)
            foreach (var (code, name, english) in ShippedRoles.All) db.Roles.Add(new Role(name, english, code));
        await db.SaveChangesAsync(ct);
        var roles = await db.Roles.Include(r => r.Grants).Where(r => r.Code != null).ToDictionaryAsync(r => r.Code!, ct);
        foreach (var permission in modules.Permissions.Where(p => !known.Contains(p.Name)))
        {
            foreach (var (code, scope) in ShippedRoles.Of(permission))
                if (roles.TryGetValue(code, out var role)) role.Grant(permission.Name, scope);
            db.SeededPermissions.Add(new SeededPermission { Name = permission.Name });
        }
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }
}
