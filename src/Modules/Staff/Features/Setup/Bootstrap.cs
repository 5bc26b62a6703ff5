using Crm.Staff.Data;
using Crm.Staff.Domain;
using Crm.Staff.Features.Access;
using Crm.Staff.Features.Sessions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;

namespace Crm.Staff.Features.Setup;

/// <summary>Creates the administrator and the API token that the settings Crm:Bootstrap name, for installations set up by a program. What exists is left alone.</summary>
internal sealed class Bootstrap(StaffDb db, IConfiguration configuration, Passwords passwords, TimeProvider clock)
{
    public async Task Run(CancellationToken ct)
    {
        if (configuration["Crm:Bootstrap:AdminEmail"].OrNull() is not { } email) return;
        var key = StaffMember.Normalize(email);
        var admin = await db.Members.FirstOrDefaultAsync(m => m.NormalizedEmail == key, ct);
        if (admin is null)
        {
            var password = configuration["Crm:Bootstrap:AdminPassword"].OrNull() ?? throw new InvalidOperationException("Crm:Bootstrap:AdminEmail needs Crm:Bootstrap:AdminPassword.");
            admin = new StaffMember(email.Split('@')[0], null, email);
            passwords.Set(admin, password);
            admin.Hold(await db.Roles.Where(r => r.Code == ShippedRoles.Administrator || r.Code == ShippedRoles.FullAccess).Select(r => r.Id).ToListAsync(ct));
            db.Members.Add(admin);
            await db.SaveChangesAsync(ct);
        }
        if (configuration["Crm:Bootstrap:ApiToken"].OrNull() is not { } token) return;
        if (token.Length < 20) throw new InvalidOperationException("Crm:Bootstrap:ApiToken needs at least 20 characters.");
        var hash = ApiToken.HashOf(token);
        if (await db.Tokens.AnyAsync(t => t.Hash == hash, ct)) return;
        db.Tokens.Add(new ApiToken(admin.Id, "bootstrap", token, null, clock.GetUtcNow(), null));
        await db.SaveChangesAsync(ct);
    }
}
