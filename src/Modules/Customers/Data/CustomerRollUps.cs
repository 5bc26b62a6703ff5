using Crm.Contracts.Customers;
using Crm.Platform.Facts;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Data;

/// <summary>Customers registered on a day, by the team, owner and level they have now; records merged into others, and those nobody has admitted, are not counted.</summary>
internal sealed class CustomerDay : DailyRow
{
    public CustomerLevel Level { get; init; }
    public long Registered { get; init; }
}

/// <summary>How the roll-up follows from customers.</summary>
internal static class CustomerRollUps
{
    public static IReadOnlyList<DailyFacts> All { get; } =
    [
        new(typeof(CustomerDay), [nameof(CustomerDay.Level)],
            new FactSource("customers.customers", ["created_at", "team_id", "owner_id", "level", "merged_into_id", "admission"],
                new Fact("{rows} r", "r.created_at", "r.team_id, r.owner_id, r.level", "r.merged_into_id is null and r.admission = 'admitted'", ("registered", "1")))),
    ];

    public static void Map(ModelBuilder model) => model.DailyRows<CustomerDay>("customer_days");
}
