using Crm.Loyalty.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Loyalty.Data;

/// <summary>Tables of rewards and their codes, of the member's page, and of ideas.</summary>
internal static class RewardMap
{
    /// <summary>Redemptions that were called off before they had a state.</summary>
    public static Task Complete(LoyaltyDb db, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync($"update loyalty.redemptions set state = 'cancelled' where cancelled_at is not null and state <> 'cancelled'", ct);

    public static void Map(ModelBuilder model)
    {
        model.Entity<Reward>(e =>
        {
            e.Property(r => r.Codes).HasDefaultValueSql("'none'").HasSentinel(CodeSource.None);
            e.Property(r => r.CouponValue).HasPrecision(12, 2);
            e.Property(r => r.CouponCurrency).HasMaxLength(3);
            e.HasIndex(r => new { r.Points, r.Id });
        });
        model.Entity<Redemption>(e =>
        {
            e.Property(r => r.State).HasDefaultValueSql("'open'").HasSentinel(RedemptionState.Open);
            e.HasIndex(r => new { r.DueAt, r.Id }).HasFilter("state = 'open'").HasDatabaseName("ix_redemptions_open");
            e.HasIndex(r => new { r.MemberId, r.Id }).IsDescending(false, true);
        });
        model.Entity<RewardCode>(e =>
        {
            e.ToTable("reward_codes");
            e.HasIndex(c => new { c.RewardId, c.Code }).IsUnique();
            e.HasIndex(c => c.RedemptionId).IsUnique();
            e.HasIndex(c => new { c.RewardId, c.Id }).HasFilter("given_at is null and voided_at is null").HasDatabaseName("ix_reward_codes_free");
            e.HasIndex(c => c.Code).HasFilter("given_at is not null").HasDatabaseName("ix_reward_codes_given");
            e.HasOne<Reward>().WithMany().HasForeignKey(c => c.RewardId);
            e.HasOne<Redemption>().WithMany().HasForeignKey(c => c.RedemptionId);
        });
        model.Entity<MemberLink>(e =>
        {
            e.ToTable("member_links");
            e.HasIndex(l => l.TokenHash).IsUnique();
            e.HasIndex(l => new { l.AddressHash, l.CreatedAt });
            e.HasIndex(l => l.ExpiresAt);
            e.HasIndex(l => l.CustomerId);
        });
        model.Entity<MemberSession>(e =>
        {
            e.ToTable("member_sessions");
            e.HasIndex(s => s.TokenHash).IsUnique();
            e.HasIndex(s => s.ExpiresAt);
            e.HasIndex(s => s.CustomerId);
        });
        model.Entity<Idea>(e =>
        {
            e.ToTable("ideas");
            e.Property(i => i.TitleEn).HasMaxLength(200);
            e.Property(i => i.TitleZh).HasMaxLength(200);
            e.HasOne(i => i.Tally).WithOne().HasForeignKey<IdeaTally>(t => t.IdeaId);
            e.HasIndex(i => i.Origin).IsUnique();
            e.HasIndex(i => i.CustomerId);
        });
        model.Entity<IdeaTally>(e =>
        {
            e.ToTable("idea_tallies", t => t.HasCheckConstraint("ck_idea_tallies_votes", "votes >= 0"));
            e.HasKey(t => t.IdeaId);
            e.HasIndex(t => new { t.Votes, t.IdeaId });
        });
        model.Entity<IdeaVote>(e =>
        {
            e.ToTable("idea_votes");
            e.HasKey(v => new { v.IdeaId, v.CustomerId });
            e.HasIndex(v => v.CustomerId);
            e.HasOne<Idea>().WithMany().HasForeignKey(v => v.IdeaId);
        });
    }
}
