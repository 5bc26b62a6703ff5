using Crm.Staff.Data;
using Crm.Platform.Modules;

namespace Crm.Staff;

/// <summary>The staff module.</summary>
public sealed class StaffModule : Module
{
    /// <inheritdoc />
    public override string Name => "staff";

    /// <inheritdoc />
    public override Type Db => typeof(StaffDb);
}
