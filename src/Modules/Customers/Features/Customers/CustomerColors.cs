using Crm.Contracts.Customers;

namespace Crm.Customers.Features.Customers;

/// <summary>Colours of badges.</summary>
internal static class CustomerColors
{
    public static string Of(CustomerLevel level) => level switch { CustomerLevel.Vip => "purple", CustomerLevel.Key => "blue", _ => "secondary" };
}
