using Crm.Customers.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Data;

internal static class ProductPairMap
{
    public static void Apply(ModelBuilder model, string schema) => model.Entity<ProductPair>(e =>
    {
        e.ToTable("product_pairs", schema);
        e.HasNoKey(); // written anew every night, read by product
        e.HasIndex(p => p.Product);
        foreach (var figure in new[] { nameof(ProductPair.Support), nameof(ProductPair.Confidence), nameof(ProductPair.Expected), nameof(ProductPair.Lift), nameof(ProductPair.AddedValue) }) e.Ignore(figure);
    });
}
