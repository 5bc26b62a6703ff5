using Crm.Lifecycle.Domain;
using Crm.Lifecycle.Domain.Churn;
using Crm.Platform.Data;
using Crm.Platform.Facts;
using Microsoft.EntityFrameworkCore;

namespace Crm.Lifecycle.Data;

internal sealed class LifecycleDb(DbContextOptions<LifecycleDb> options) : ModuleDb(options)
{
    public override string Schema => "lifecycle";

    public DbSet<KnownCustomer> Customers => Set<KnownCustomer>();
    public DbSet<KnownOrder> Orders => Set<KnownOrder>();
    public DbSet<KnownTouch> Touches => Set<KnownTouch>();
    public DbSet<KnownDeal> Deals => Set<KnownDeal>();
    public DbSet<KnownUsage> Usages => Set<KnownUsage>();
    public DbSet<FillState> Fills => Set<FillState>();
    public DbSet<StageChange> StageChanges => Set<StageChange>();
    public DbSet<HandSetting> HandSettings => Set<HandSetting>();
    public DbSet<StageDay> StageDays => Set<StageDay>();
    public DbSet<StageBook> Books => Set<StageBook>();
    public DbSet<BookRun> Runs => Set<BookRun>();
    public DbSet<RunStep> RunSteps => Set<RunStep>();
    public DbSet<CustomerScore> Scores => Set<CustomerScore>();
    public DbSet<ChurnReason> ChurnReasons => Set<ChurnReason>();
    public DbSet<Loss> Losses => Set<Loss>();
    public DbSet<ModelFit> ModelFits => Set<ModelFit>();
    public DbSet<WinBackPlan> WinBackPlans => Set<WinBackPlan>();
    public DbSet<WinBackMember> WinBackMembers => Set<WinBackMember>();
    public DbSet<AcquisitionCost> AcquisitionCosts => Set<AcquisitionCost>();

    public override IReadOnlyList<DailyFacts> RollUps => StageRollUps.All;

    public override async Task Seed(IServiceProvider services, CancellationToken ct)
    {
        await BookMap.Seed(this, ct);
        await ChurnSeed.Add(this, ct);
    }

    protected override void Map(ModelBuilder model)
    {
        model.MapKnown();
        model.MapStages();
        model.MapBooks();
        model.MapChurn();
    }
}

internal sealed class LifecycleDesignTime : DesignTimeFactory<LifecycleDb>;
