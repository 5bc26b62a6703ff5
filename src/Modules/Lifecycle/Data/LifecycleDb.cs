using Crm.Lifecycle.Domain;
using Crm.Lifecycle.Domain.Churn;
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
    public DbSet<CustomerScore> Scores => Set<CustomerScore>();
    public DbSet<ChurnReason> ChurnReasons => Set<ChurnReason>();
    public DbSet<Loss> Losses => Set<Loss>();
    public DbSet<ModelFit> ModelFits => Set<ModelFit>();
    public DbSet<WinBackPlan> WinBackPlans => Set<WinBackPlan>();
    public DbSet<WinBackMember> WinBackMembers => Set<WinBackMember>();
    public DbSet<AcquisitionCost> AcquisitionCosts => Set<AcquisitionCost>();

    public override Task Seed(CancellationToken ct) => ChurnSeed.Add(this, ct);

    protected override void Map(ModelBuilder model)
    {
        model.MapKnown();
        model.MapChurn();
    }
}

internal sealed class LifecycleDesignTime : DesignTimeFactory<LifecycleDb>;
