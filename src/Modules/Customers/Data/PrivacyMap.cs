using Crm.Customers.Domain.Privacy;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Data;

internal static class PrivacyMap
{
    public static void Apply(ModelBuilder model, string schema)
    {
        model.Entity<Restricted>(e =>
        {
            e.ToTable("restricted", schema);
            e.HasIndex(r => r.Until);
        });
    }
}
