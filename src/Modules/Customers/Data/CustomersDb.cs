using Crm.Customers.Domain;
using Crm.Customers.Domain.Facts;
using Crm.Customers.Domain.Rules;
using Crm.Platform.Data;
using Crm.Platform.Facts;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Data;

internal sealed partial class CustomersDb(DbContextOptions<CustomersDb> options) : ModuleDb(options)
{
    public override string Schema => "customers";

    public DbSet<Customer> Customers => Set<Customer>();
    public DbSet<Contact> Contacts => Set<Contact>();
    public DbSet<CustomerPoint> Points => Set<CustomerPoint>();
    public DbSet<CustomerMerge> Merges => Set<CustomerMerge>();
    public DbSet<FieldDefinition> Fields => Set<FieldDefinition>();
    public DbSet<Note> Notes => Set<Note>();
    public DbSet<Interaction> Interactions => Set<Interaction>();
    public DbSet<ToDo> ToDos => Set<ToDo>();
    public DbSet<Criterion> Criteria => Set<Criterion>();
    public DbSet<AdmissionDecision> AdmissionDecisions => Set<AdmissionDecision>();
    public DbSet<Playbook> Playbooks => Set<Playbook>();
    public DbSet<CalendarFeed> CalendarFeeds => Set<CalendarFeed>();
    public DbSet<Purchase> Purchases => Set<Purchase>();
    public DbSet<PurchaseItem> PurchaseItems => Set<PurchaseItem>();
    public DbSet<Referral> Referrals => Set<Referral>();
    public DbSet<Refund> Refunds => Set<Refund>();
    public DbSet<Usage> Usages => Set<Usage>();
    public DbSet<Import> Imports => Set<Import>();
    public DbSet<ImportMapping> ImportMappings => Set<ImportMapping>();
    public DbSet<ExportChoice> ExportChoices => Set<ExportChoice>();
    public DbSet<ImportRow> ImportRows => Set<ImportRow>();
    public DbSet<DuplicateCandidate> DuplicateCandidates => Set<DuplicateCandidate>();
    public DbSet<FactRow> Facts => Set<FactRow>();
    public DbSet<KnownStage> KnownStages => Set<KnownStage>();
    public DbSet<RfmEdges> RfmEdges => Set<RfmEdges>();
    public DbSet<Segment> Segments => Set<Segment>();
    public DbSet<ClusterRun> ClusterRuns => Set<ClusterRun>();
    public DbSet<AutoTag> AutoTags => Set<AutoTag>();
    public DbSet<TagHolder> TagHolders => Set<TagHolder>();
    public DbSet<ProductPair> ProductPairs => Set<ProductPair>();
    public DbSet<CustomerDay> CustomerDays => Set<CustomerDay>();

    public override IReadOnlyList<DailyFacts> RollUps => CustomerRollUps.All;

    /// <summary>Customers with all that their search words are made of, ready to be changed.</summary>
    public IQueryable<Customer> Whole => Customers.Include(c => c.Points).Include(c => c.Contacts).ThenInclude(c => c.Points).AsSplitQuery();

    public override async Task Seed(IServiceProvider services, CancellationToken ct)
    {
        await FactsSql.Guard(this, ct);
        await Features.Customers.CustomerSearch.Guard(this, ct);
        await ShippedRules.Seed(this, ct);
        await CareMap.Seed(this, ct);
        await SeedClasses(ct);
    }

    protected override void Map(ModelBuilder model)
    {
        model.HasPostgresExtension("pg_trgm");
        CustomerMap.Apply(model, Schema);
        HistoryMap.Apply(model, Schema);
        CareMap.Apply(model, Schema);
        PrivacyMap.Apply(model, Schema);
        FieldMap.Apply(model, Schema);
        ImportMap.Apply(model, Schema);
        DuplicateMap.Apply(model, Schema);
        FactsMap.Apply(model, Schema);
        RulesMap.Apply(model, Schema);
        CustomerRollUps.Map(model);
        ProductPairMap.Apply(model, Schema);
        ReferralMap.Apply(model, Schema);
        Numbered<Customer>(model, Schema);
        Numbered<Interaction>(model, Schema);
    }

    /// <summary>Numbers for new customers, taken before the rows are written because search words contain them.</summary>
    public Task<List<long>> TakeNumbers(int count, CancellationToken ct) =>
        Database.SqlQuery<long>($"select nextval('customers.customer_number') as \"Value\" from generate_series(1, {count})").ToListAsync(ct);
}

internal sealed class CustomersDesignTime : DesignTimeFactory<CustomersDb>;
