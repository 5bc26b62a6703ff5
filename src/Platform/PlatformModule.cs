using Crm.Platform.Data;
using Crm.Platform.Modules;
using Crm.Platform.Users;

namespace Crm.Platform;

/// <summary>The platform's own schema and pages (audit, outbox, mail, jobs), loaded like a module.</summary>
internal sealed class PlatformModule : Module
{
    public override string Name => "platform";

    public override Type Db => typeof(PlatformDb);

    public override IReadOnlyList<Permission> Permissions => [new("dashboard.view"), new("system.operate"), new("audit.read")];

    public override IReadOnlyList<MenuItem> Menu =>
    [
        new("admin.menu", "/admin", "server-cog", "system.operate", "admin", 900),
        new("admin.audit.menu", "/admin/audit", "history", "audit.read", "admin", 910),
    ];
}
