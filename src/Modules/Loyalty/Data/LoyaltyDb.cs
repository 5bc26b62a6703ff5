using Crm.Loyalty.Domain;
using Crm.Platform.Data;
using Crm.Platform.Facts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Crm.Loyalty.Data;

internal sealed class LoyaltyDb(DbContextOptions<LoyaltyDb> options) : ModuleDb(options)
{
    public override string Schema => "loyalty";

    public DbSet<Member> Members => Set<Member>();
    public DbSet<LedgerEntry> Entries => Set<LedgerEntry>();
    public DbSet<Lot> Lots => Set<Lot>();
    public DbSet<LotUse> LotUses => Set<LotUse>();
    public DbSet<Reward> Rewards => Set<Reward>();
    public DbSet<Redemption> Redemptions => Set<Redemption>();
    public DbSet<RewardCode> RewardCodes => Set<RewardCode>();
    public DbSet<MemberLink> MemberLinks => Set<MemberLink>();
    public DbSet<MemberSession> MemberSessions => Set<MemberSession>();
    public DbSet<Idea> Ideas => Set<Idea>();
    public DbSet<IdeaVote> IdeaVotes => Set<IdeaVote>();
    public DbSet<Coupon> Coupons => Set<Coupon>();
    public DbSet<PointDay> PointDays => Set<PointDay>();
    public DbSet<Adjustment> Adjustments => Set<Adjustment>();
    public DbSet<LedgerCheck> LedgerChecks => Set<LedgerCheck>();
    public DbSet<ProgrammeVersion> ProgrammeVersions => Set<ProgrammeVersion>();
    public DbSet<QualifyingPoints> QualifyingPoints => Set<QualifyingPoints>();
    public DbSet<RuleDay> RuleDays => Set<RuleDay>();
    public DbSet<RuleEarning> Earnings => Set<RuleEarning>();
    public DbSet<Simulation> Simulations => Set<Simulation>();
    public DbSet<Standing> Standings => Set<Standing>();
    public DbSet<Tier> Tiers => Set<Tier>();
    public DbSet<TierChange> TierChanges => Set<TierChange>();

    public override IReadOnlyList<DailyFacts> RollUps => PointRollUps.All;

    /// <summary>The configuration is the first version of the programme; from then on the programme is edited in the product.</summary>
    public override async Task Seed(IServiceProvider services, CancellationToken ct)
    {
        await RewardMap.Complete(this, ct);
        if (await ProgrammeVersions.AnyAsync(ct)) return;
        ProgrammeVersions.Add(ProgrammeVersion.First(ProgrammeTerms.Of(services.GetRequiredService<IOptions<LoyaltyTerms>>().Value), Clock.GetUtcNow()));
        await SaveChangesAsync(ct);
    }

    protected override void Map(ModelBuilder model)
    {
        model.Entity<Member>(e =>
        {
            e.ToTable("members", t => t.HasCheckConstraint("ck_members_never_negative", "balance >= 0 and shortfall >= 0"));
            e.HasIndex(m => m.CustomerId).IsUnique();
            e.HasIndex(m => new { m.Balance, m.Id });
            e.HasIndex(m => m.OwnerId);
            e.HasIndex(m => m.TeamId);
            e.HasMany(m => m.Lots).WithOne().HasForeignKey(l => l.MemberId);
            e.HasMany(m => m.Entries).WithOne().HasForeignKey(l => l.MemberId);
        });
        model.Entity<LedgerEntry>(e =>
        {
            e.ToTable("entries", t => t.HasCheckConstraint("ck_entries_positive", "points > 0"));
            e.HasIndex(x => new { x.Source, x.Key, x.From, x.To }).IsUnique();
            e.HasIndex(x => new { x.MemberId, x.At, x.Id });
            e.HasOne(x => x.Reverses).WithMany().HasForeignKey(x => x.ReversesId);
            e.HasIndex(x => x.ReversesId).HasFilter("reverses_id is not null");
            // What took points is given back once.
            e.HasIndex(x => new { x.ReversesId, x.To }).IsUnique().HasFilter("reverses_id is not null and \"to\" = 'member'").HasDatabaseName("ux_entries_given_back_once");
        });
        model.Entity<Lot>(e =>
        {
            e.ToTable("lots", t =>
            {
                t.HasCheckConstraint("ck_lots_remainder", "remainder between 0 and points");
                t.HasCheckConstraint("ck_lots_taken_back", "taken_back between 0 and points and expired between 0 and points");
            });
            e.HasIndex(l => new { l.MemberId, l.ExpiresAt }).HasFilter("remainder > 0");
            e.HasIndex(l => l.ExpiresAt).HasFilter("remainder > 0").HasDatabaseName("ix_lots_expiring");
            e.HasOne(l => l.Entry).WithOne().HasForeignKey<Lot>(l => l.EntryId);
            e.HasMany(l => l.Uses).WithOne(u => u.Lot).HasForeignKey(u => u.LotId);
        });
        model.Entity<LotUse>(e =>
        {
            e.ToTable("lot_uses");
            e.HasKey(u => new { u.EntryId, u.LotId });
            e.HasOne(u => u.Entry).WithMany().HasForeignKey(u => u.EntryId);
        });
        model.Entity<Reward>(e => e.ToTable("rewards", t => t.HasCheckConstraint("ck_rewards_never_oversold", "stock is null or stock >= 0")));
        model.Entity<Redemption>(e =>
        {
            e.ToTable("redemptions");
            e.HasIndex(r => r.Key).IsUnique();
            e.HasIndex(r => new { r.MemberId, r.RewardId });
            e.HasOne<Member>().WithMany().HasForeignKey(r => r.MemberId);
            e.HasOne<Reward>().WithMany().HasForeignKey(r => r.RewardId);
            e.HasOne(r => r.Entry).WithOne().HasForeignKey<Redemption>(r => r.EntryId);
        });
        model.Entity<Coupon>(e =>
        {
            e.ToTable("coupons", t => t.HasCheckConstraint("ck_coupons_value", "value > 0"));
            e.Property(c => c.Value).HasPrecision(12, 2);
            e.Property(c => c.Currency).HasMaxLength(3);
            e.HasIndex(c => c.Code).IsUnique();
            e.HasIndex(c => new { c.Source, c.Key }).IsUnique();
            e.HasIndex(c => new { c.CustomerId, c.Id }).IsDescending(false, true);
            e.HasIndex(c => c.OwnerId);
            e.HasIndex(c => c.TeamId);
        });
        RewardMap.Map(model);
        PointRollUps.Map(model);
        AdjustmentMap.Map(model);
        ProgrammeMap.Map(model);
    }

    /// <summary>The member with open lots, locked until the transaction ends: whoever moves the same points waits.</summary>
    public async Task<Member?> LockMember(long id, CancellationToken ct)
    {
        if (await LockMemberAlone(id, ct) is not { } member) return null;
        await LoadOpenLots(id, ct);
        return member;
    }

    /// <summary>The same, by customer.</summary>
    public async Task<Member?> LockMemberOf(long customerId, CancellationToken ct)
    {
        if ((await Members.FromSql($"select m.*, m.xmin from loyalty.members m where customer_id = {customerId} for update").ToListAsync(ct)).SingleOrDefault() is not { } member) return null;
        await LoadOpenLots(member.Id, ct);
        return member;
    }

    /// <summary>The member without lots, locked: enough to earn, which only adds one.</summary>
    public async Task<Member?> LockMemberAlone(long id, CancellationToken ct) =>
        (await Members.FromSql($"select m.*, m.xmin from loyalty.members m where id = {id} for update").ToListAsync(ct)).SingleOrDefault();

    /// <summary>The members of these customers without lots, locked in the order of customers, as merges are: two who lock many never wait for each other.</summary>
    public async Task<IReadOnlyDictionary<long, Member>> LockMembersOf(IReadOnlyCollection<long> customerIds, CancellationToken ct)
    {
        var ids = customerIds as long[] ?? [.. customerIds];
        return (await Members.FromSql($"select m.*, m.xmin from loyalty.members m where customer_id = any({ids}) order by customer_id for update").ToListAsync(ct)).ToDictionary(m => m.CustomerId);
    }

    /// <summary>
    /// Loads of a locked member's lots what a spend needs and no more: those that can be spent, soonest expiry first, until they
    /// are enough. A member with thousands of small lots costs no more than one with a few large ones.
    /// </summary>
    public async Task LoadLotsToSpend(Member member, long points, DateTimeOffset at, CancellationToken ct)
    {
        const int Some = 50;
        (DateTimeOffset ExpiresAt, long Id) after = default;
        for (var found = 0L; found < points;)
        {
            var (time, id) = after;
            var page = await Lots.Where(l => l.MemberId == member.Id && l.Remainder > 0 && l.ExpiresAt > at && (l.AvailableAt == null || l.AvailableAt <= at) && (l.ExpiresAt > time || (l.ExpiresAt == time && l.Id > id)))
                .OrderBy(l => l.ExpiresAt).ThenBy(l => l.Id).Take(Some).ToListAsync(ct);
            found += page.Sum(l => l.Remainder);
            if (page.Count < Some) return;
            after = (page[^1].ExpiresAt, page[^1].Id);
        }
    }

    /// <summary>The lot an entry made, with the entry; also one that is spent, or whose member was merged.</summary>
    public Task<Lot?> LotOf(long entryId, CancellationToken ct) => Lots.Include(l => l.Entry).SingleOrDefaultAsync(l => l.EntryId == entryId, ct);

    /// <summary>Loads what is left of a locked member. A second statement: what it reads is as of after the lock, while a join would show the lots as they were before it.</summary>
    public Task LoadOpenLots(long memberId, CancellationToken ct) => Lots.Where(l => l.MemberId == memberId && l.Remainder > 0).OrderBy(l => l.ExpiresAt).ThenBy(l => l.Id).LoadAsync(ct);

    /// <summary>The same with all lots, the spent ones too, and all entries: for what looks back.</summary>
    public async Task<Member?> LockWholeMemberOf(long customerId, CancellationToken ct)
    {
        await Database.ExecuteSqlAsync($"select 1 from loyalty.members where customer_id = {customerId} for update", ct);
        return await Members.Include(m => m.Lots).ThenInclude(l => l.Entry).Include(m => m.Entries).AsSplitQuery().SingleOrDefaultAsync(m => m.CustomerId == customerId, ct);
    }
}

internal sealed class LoyaltyDesignTime : DesignTimeFactory<LoyaltyDb>;
