using Crm.Sales.Data;
using Crm.Platform.Modules;

namespace Crm.Sales;

/// <summary>The sales module.</summary>
public sealed class SalesModule : Module
{
    /// <inheritdoc />
    public override string Name => "sales";

    /// <inheritdoc />
    public override Type Db => typeof(SalesDb);
}
