using Crm.Customers.Domain;
using Crm.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Data;

internal sealed class CustomersDb(DbContextOptions<CustomersDb> options, SaveServices services) : ModuleDb(options, services)
{
    public override string Schema => "customers";

    public DbSet<Customer> Customers => Set<Customer>();
    public DbSet<Contact> Contacts => Set<Contact>();
    public DbSet<ContactPoint> Points => Set<ContactPoint>();

    protected override void Map(ModelBuilder model)
    {
        CustomerMap.Apply(model, Schema);
        Numbered<Customer>(model, Schema);
    }

    /// <summary>Numbers for new customers, taken before the rows are written because search words contain them.</summary>
    public Task<List<long>> TakeNumbers(int count, CancellationToken ct) =>
        Database.SqlQuery<long>($"select nextval('customers.customer_number') as \"Value\" from generate_series(1, {count})").ToListAsync(ct);
}

internal sealed class CustomersDesignTime : DesignTimeFactory<CustomersDb>;
