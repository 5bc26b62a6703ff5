using Crm.Contracts.Customers;

namespace Crm.Customers.Features.Value;

/// <summary>Spend of the last twelve months, in the installation's currency, from which on a customer is of high and of medium value.</summary>
internal sealed record Thresholds(decimal High, decimal Medium)
{
    public const string Setting = "customers.value_classes";

    public static readonly Thresholds Default = new(5000, 1000);

    /// <summary>Where a class begins and, unless it is the highest, ends.</summary>
    public (decimal From, decimal? Below) Of(ValueClass value) => value switch
    {
        ValueClass.High => (High, null),
        ValueClass.Medium => (Medium, High),
        _ => (0, Medium),
    };
}
