using Crm.Customers.Data;
using Crm.Platform.Modules;

namespace Crm.Customers;

/// <summary>The customers module.</summary>
public sealed class CustomersModule : Module
{
    /// <inheritdoc />
    public override string Name => "customers";

    /// <inheritdoc />
    public override Type Db => typeof(CustomersDb);
}
