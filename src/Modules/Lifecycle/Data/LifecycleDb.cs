using Crm.Lifecycle.Domain;
using Crm.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace Crm.Lifecycle.Data;

internal sealed class LifecycleDb(DbContextOptions<LifecycleDb> options, SaveServices services) : ModuleDb(options, services)
{
    public override string Schema => "lifecycle";

    public DbSet<KnownCustomer> Customers => Set<KnownCustomer>();
    public DbSet<KnownOrder> Orders => Set<KnownOrder>();
    public DbSet<KnownTouch> Touches => Set<KnownTouch>();
    public DbSet<KnownDeal> Deals => Set<KnownDeal>();
    public DbSet<FillState> Fills => Set<FillState>();

    protected override void Map(ModelBuilder model)
    {
        model.MapKnown();
    }
}

internal sealed class LifecycleDesignTime : DesignTimeFactory<LifecycleDb>;
