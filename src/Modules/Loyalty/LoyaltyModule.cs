using Crm.Loyalty.Data;
using Crm.Platform.Modules;

namespace Crm.Loyalty;

/// <summary>The loyalty module.</summary>
public sealed class LoyaltyModule : Module
{
    /// <inheritdoc />
    public override string Name => "loyalty";

    /// <inheritdoc />
    public override Type Db => typeof(LoyaltyDb);
}
