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
        model.Entity<Consent>(e =>
        {
            e.ToTable("consents", schema);
            e.HasIndex(c => new { c.CustomerId, c.Purpose, c.Id });
        });
        model.Entity<Reveal>(e =>
        {
            e.ToTable("reveals", schema);
            e.HasIndex(r => new { r.StaffId, r.Until });
            e.HasIndex(r => r.CustomerId);
            e.HasIndex(r => r.Id).HasFilter("state = 'requested'").HasDatabaseName("ix_reveals_requested");
        });
        model.Entity<Look>(e =>
        {
            e.ToTable("looks", schema);
            e.HasKey(l => new { l.CustomerId, l.Day, l.StaffId, l.Kind });
            e.HasIndex(l => new { l.Day, l.StaffId });
        });
        model.Entity<RightsRequest>(e =>
        {
            e.ToTable("rights_requests", schema);
            e.HasIndex(r => new { r.DueOn, r.Id });
            e.HasIndex(r => r.CustomerId);
        });
        model.Entity<Sharing>(e => e.ToTable("sharings", schema));
        model.Entity<Incident>(e =>
        {
            e.ToTable("incidents", schema);
            e.HasIndex(i => i.Cause).IsUnique();
        });
        model.Entity<Assessment>(e => e.ToTable("assessments", schema));
        model.Entity<DataClass>(e =>
        {
            e.ToTable("data_classes", schema);
            e.HasIndex(c => c.Field).IsUnique();
        });
        model.Entity<SensitiveValue>(e =>
        {
            e.ToTable("sensitive_values", schema);
            e.HasIndex(s => s.CustomerId);
        });
    }
}
