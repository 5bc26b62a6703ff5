using Crm.Customers.Domain;
using Crm.Platform.Fields;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Data;

/// <summary>Fields defined by an administrator, and what customers hold in them.</summary>
internal static class FieldMap
{
    public static void Apply(ModelBuilder model, string schema)
    {
        model.Entity<FieldDefinition>(e =>
        {
            e.ToTable("field_definitions", schema);
            e.HasFields();
        });
        model.HasCustomValues<Customer>();
    }
}
