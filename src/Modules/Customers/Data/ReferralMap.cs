using Crm.Customers.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Data;

internal static class ReferralMap
{
    public static void Apply(ModelBuilder model, string schema)
    {
        model.Entity<Referral>(e =>
        {
            e.ToTable("referrals", schema);
            e.HasOne<Customer>().WithMany().HasForeignKey(r => r.CustomerId);
            e.HasOne<Customer>().WithMany().HasForeignKey(r => r.ReferrerCustomerId);
            e.HasIndex(r => r.CustomerId).IsUnique();
            e.HasIndex(r => r.ReferrerCustomerId);
        });
        model.Entity<Purchase>().HasIndex(p => new { p.PurchasedAt, p.Id });
    }
}
