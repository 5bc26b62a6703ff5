using Crm.Platform.Data;
using Crm.Platform.Facts;
using Crm.Tickets.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Data;

internal sealed class TicketsDb(DbContextOptions<TicketsDb> options) : ModuleDb(options)
{
    public override string Schema => "tickets";

    public DbSet<Ticket> Tickets => Set<Ticket>();
    public DbSet<Message> Messages => Set<Message>();
    public DbSet<HistoryRow> History => Set<HistoryRow>();
    public DbSet<Clock> Clocks => Set<Clock>();
    public DbSet<ClockStep> ClockSteps => Set<ClockStep>();
    public DbSet<CustomerCopy> Customers => Set<CustomerCopy>();
    public DbSet<Category> Categories => Set<Category>();
    public DbSet<Code> Codes => Set<Code>();
    public DbSet<SlaPolicy> Policies => Set<SlaPolicy>();
    public DbSet<Calendar> Calendars => Set<Calendar>();
    public DbSet<SlaSettings> SlaSettings => Set<SlaSettings>();
    public DbSet<SlaRevision> SlaRevision => Set<SlaRevision>();
    public DbSet<TypeRules> TypeRules => Set<TypeRules>();
    public DbSet<TicketField> Fields => Set<TicketField>();
    public DbSet<StateNames> StateNames => Set<StateNames>();
    public DbSet<RoutingRule> RoutingRules => Set<RoutingRule>();
    public DbSet<TeamRouting> TeamRouting => Set<TeamRouting>();
    public DbSet<TicketRule> TicketRules => Set<TicketRule>();
    public DbSet<RuleMark> RuleMarks => Set<RuleMark>();
    public DbSet<RuleOccasion> RuleOccasions => Set<RuleOccasion>();
    public DbSet<RuleLine> RuleLog => Set<RuleLine>();
    public DbSet<FollowUp> FollowUps => Set<FollowUp>();
    public DbSet<FollowUpRule> FollowUpRules => Set<FollowUpRule>();
    public DbSet<TicketLink> Links => Set<TicketLink>();
    public DbSet<Watcher> Watchers => Set<Watcher>();
    public DbSet<SubTask> SubTasks => Set<SubTask>();
    public DbSet<Tag> Tags => Set<Tag>();
    public DbSet<SavedView> SavedViews => Set<SavedView>();
    public DbSet<DefaultView> DefaultViews => Set<DefaultView>();
    public DbSet<Macro> Macros => Set<Macro>();
    public DbSet<CannedReply> CannedReplies => Set<CannedReply>();
    public DbSet<BulkRun> BulkRuns => Set<BulkRun>();
    public DbSet<BulkRow> BulkRows => Set<BulkRow>();
    public DbSet<Draft> Drafts => Set<Draft>();
    public DbSet<Mention> Mentions => Set<Mention>();
    public DbSet<Presence> Presence => Set<Presence>();
    public DbSet<Habit> Habits => Set<Habit>();
    public DbSet<Checklist> Checklists => Set<Checklist>();
    public DbSet<ChecklistItem> ChecklistItems => Set<ChecklistItem>();
    public DbSet<QualitySample> QualitySamples => Set<QualitySample>();
    public DbSet<QualityCheck> QualityChecks => Set<QualityCheck>();
    public DbSet<QualityMark> QualityMarks => Set<QualityMark>();
    public DbSet<QualityStep> QualitySteps => Set<QualityStep>();
    public DbSet<Goodwill> Goodwill => Set<Goodwill>();
    public DbSet<RiskAlert> RiskAlerts => Set<RiskAlert>();
    public DbSet<TicketDay> TicketDays => Set<TicketDay>();
    public DbSet<TicketCategoryDay> TicketCategoryDays => Set<TicketCategoryDay>();

    public override IReadOnlyList<DailyFacts> RollUps => TicketRollUps.All;

    public override async Task Seed(IServiceProvider services, CancellationToken ct)
    {
        await this.TellDesks(ct);
        await this.TellNames(ct);
    }

    protected override void Map(ModelBuilder model)
    {
        model.HasPostgresExtension("btree_gin");
        Numbered<Ticket>(model, Schema);
        TicketMap.Map(model);
        ListsMap.Map(model);
        RoutingMap.Map(model);
        RulesMap.Map(model);
        FlowMap.Map(model);
        FollowUpMap.Map(model);
        TogetherMap.Map(model);
        ToolsMap.Map(model);
        DeskMap.Map(model);
        QualityMap.Map(model);
        GoodwillMap.Map(model);
        RiskMap.Map(model);
        TicketRollUps.Map(model);
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<Target>().HaveConversion<TargetText>();
}

internal sealed class TicketsDesignTime : DesignTimeFactory<TicketsDb>;
