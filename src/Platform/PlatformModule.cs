using Crm.Platform.Data;
using Crm.Platform.Modules;
using Crm.Platform.Users;

namespace Crm.Platform;

/// <summary>The platform's own schema and pages (audit, outbox, mail, jobs), loaded like a module.</summary>
internal sealed class PlatformModule : Module
{
    public override string Name => "platform";

    public override Type Db => typeof(PlatformDb);

    public override IReadOnlyList<Permission> Permissions => [new("dashboard.view")];
}
