using Crm.Loyalty.Domain;
using Crm.Platform.Data;
using Crm.Platform.Facts;
using Microsoft.EntityFrameworkCore;

namespace Crm.Loyalty.Data;

internal sealed class LoyaltyDb(DbContextOptions<LoyaltyDb> options, SaveServices services) : ModuleDb(options, services)
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

    public override IReadOnlyList<DailyFacts> RollUps => PointRollUps.All;

    /// <inheritdoc />
    public override Task Seed(CancellationToken ct) => RewardMap.Complete(this, ct);

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
        });
        model.Entity<Lot>(e =>
        {
            e.ToTable("lots", t => t.HasCheckConstraint("ck_lots_remainder", "remainder between 0 and points"));
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
    }

    /// <summary>The member with open lots, locked until the transaction ends: whoever moves the same points waits.</summary>
    public async Task<Member?> LockMember(long id, CancellationToken ct)
    {
        await Database.ExecuteSqlAsync($"select 1 from loyalty.members where id = {id} for update", ct);
        return await Members.Include(m => m.Lots.Where(l => l.Remainder > 0)).SingleOrDefaultAsync(m => m.Id == id, ct);
    }

    /// <summary>The same, by customer.</summary>
    public async Task<Member?> LockMemberOf(long customerId, CancellationToken ct) =>
        await Members.Where(m => m.CustomerId == customerId).Select(m => (long?)m.Id).SingleOrDefaultAsync(ct) is { } id ? await LockMember(id, ct) : null;

    /// <summary>The same with all lots, the spent ones too, and all entries: for what looks back.</summary>
    public async Task<Member?> LockWholeMemberOf(long customerId, CancellationToken ct)
    {
        await Database.ExecuteSqlAsync($"select 1 from loyalty.members where customer_id = {customerId} for update", ct);
        return await Members.Include(m => m.Lots).ThenInclude(l => l.Entry).Include(m => m.Entries).AsSplitQuery().SingleOrDefaultAsync(m => m.CustomerId == customerId, ct);
    }
}

internal sealed class LoyaltyDesignTime : DesignTimeFactory<LoyaltyDb>;
