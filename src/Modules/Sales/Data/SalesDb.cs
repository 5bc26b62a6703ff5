using Crm.Platform.Data;
using Crm.Sales.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Sales.Data;

internal sealed class SalesDb(DbContextOptions<SalesDb> options) : ModuleDb(options)
{
    public override string Schema => "sales";

    public DbSet<Opportunity> Opportunities => Set<Opportunity>();

    protected override void Map(ModelBuilder model)
    {
        Numbered<Opportunity>(model, Schema);
        model.Entity<Opportunity>(e =>
        {
            e.ToTable("opportunities", t => t.HasCheckConstraint("ck_opportunities_probability", "probability between 0 and 100"));
            e.Property(o => o.Amount).HasPrecision(18, 2);
            e.HasIndex(o => o.CustomerId);
            e.HasIndex(o => o.ContractEndsOn).HasFilter("contract_ends_on is not null").HasDatabaseName("ix_opportunities_contract_end");
            e.HasIndex(o => new { o.CreatedAt, o.Id });
            e.HasIndex(o => new { o.OwnerId, o.CreatedAt, o.Id });
            e.HasIndex(o => new { o.TeamId, o.CreatedAt, o.Id });
            e.HasIndex(o => new { o.Stage, o.StageSince }).HasFilter("outcome = 'open'").HasDatabaseName("ix_opportunities_board");
            e.HasMany(o => o.Changes).WithOne().HasForeignKey(c => c.OpportunityId);
        });
        model.Entity<StageChange>(e => { e.ToTable("stage_changes"); e.HasIndex(c => new { c.OpportunityId, c.At }); });
    }
}

internal sealed class SalesDesignTime : DesignTimeFactory<SalesDb>;
