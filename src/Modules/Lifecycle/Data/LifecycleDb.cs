using Crm.Lifecycle.Domain;
using Crm.Platform.Data;
using Crm.Platform.Facts;
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
    public DbSet<StageChange> StageChanges => Set<StageChange>();
    public DbSet<HandSetting> HandSettings => Set<HandSetting>();
    public DbSet<StageDay> StageDays => Set<StageDay>();
    public DbSet<StageBook> Books => Set<StageBook>();
    public DbSet<BookRun> Runs => Set<BookRun>();
    public DbSet<RunStep> RunSteps => Set<RunStep>();

    public override IReadOnlyList<DailyFacts> RollUps => StageRollUps.All;

    public override Task Seed(CancellationToken ct) => BookMap.Seed(this, ct);

    protected override void Map(ModelBuilder model)
    {
        model.MapKnown();
        model.MapStages();
        model.MapBooks();
    }
}

internal sealed class LifecycleDesignTime : DesignTimeFactory<LifecycleDb>;
