using Crm.Contracts.Customers;

namespace Crm.Customers.Features.Customers;

/// <summary>Colours of badges.</summary>
internal static class CustomerColors
{
    public static string Of(CustomerLevel level) => level switch { CustomerLevel.Vip => "purple", CustomerLevel.Key => "blue", _ => "secondary" };

    public static string Of(ValueClass value) => value switch { ValueClass.High => "green", ValueClass.Medium => "azure", _ => "secondary" };

    public static string Of(Admission admission) => admission switch { Admission.Admitted => "green", Admission.Pending => "orange", _ => "red" };
}
